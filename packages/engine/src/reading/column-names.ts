import type { Finding } from '@reconcyl/contracts';
import { trimBlanks } from '../blanks.ts';

/** Two columns are the same when their normalised names are: NFKC, lower case, runs of blanks, `_` and `-` as one blank. */
export function normaliseColumnName(name: string): string {
  return trimBlanks(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/gu, ' ');
}

/**
 * Names as shown: trimmed, an empty one `column_3` by its position, a repeated one with the next free number, so that no two
 * are the same column.
 */
export function nameColumns(cells: readonly string[]): { names: string[]; warnings: Finding[] } {
  const trimmed = cells.map(trimBlanks);
  // A number that a later column already has as its own name is not free.
  const taken = new Set(trimmed.filter((name) => name !== '').map(normaliseColumnName));
  const seen = new Set<string>();
  const nextNumber = new Map<string, number>();
  const warnings: Finding[] = [];

  const names = trimmed.map((name, index) => {
    const position = index + 1;
    if (name !== '' && !seen.has(normaliseColumnName(name))) {
      seen.add(normaliseColumnName(name));
      return name;
    }
    const base = name === '' ? 'column' : name;
    const baseKey = normaliseColumnName(base);
    let number = name === '' ? position : (nextNumber.get(baseKey) ?? 2);
    while (taken.has(normaliseColumnName(`${base}_${number}`))) number++;
    const free = `${base}_${number}`;
    if (name !== '') nextNumber.set(baseKey, number + 1);
    taken.add(normaliseColumnName(free));
    seen.add(normaliseColumnName(free));
    warnings.push(
      name === ''
        ? { code: 'column_without_name', message: `Column ${position} has no name; it is called ${free}.` }
        : {
            code: 'column_name_repeated',
            message: `Column ${position} repeats the name ${name}; it is called ${free}.`,
          },
    );
    return free;
  });
  return { names, warnings: bounded(warnings) };
}

/** Names of a table without a header. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `column_${index + 1}`);
}

/** A header of thousands of empty names is one problem, not thousands of warnings. */
function bounded(warnings: Finding[]): Finding[] {
  const limit = 20;
  if (warnings.length <= limit) return warnings;
  return [
    ...warnings.slice(0, limit),
    { code: 'column_names_more', message: `${warnings.length - limit} more column names are empty or repeated.` },
  ];
}
