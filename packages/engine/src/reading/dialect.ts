import type { SideRule } from '@reconcyl/contracts';
import type { Dialect } from '../types.ts';
import { cutHead, type HeadRecord } from './head-records.ts';
import { type QuoteRules, scanLine } from './scan-line.ts';

/** In the order in which they win where the evidence is equal. */
const delimiters = ['\t', ';', '|', ','] as const;
/** Lines that are looked at to choose; the whole file is held against the choice later. */
const sampleLines = 500;

/** The delimiter of a first line such as `sep=;`, which spreadsheets understand. */
export function separatorLine(line: string | undefined): string | undefined {
  const match = line === undefined ? null : /^"?sep=(.)"?$/iu.exec(line);
  return match?.[1];
}

/**
 * The delimiter under which most lines have the same number of fields, more fields weighing more. A file without any of them has a
 * single column, and is read with commas.
 */
export function chooseDelimiter(lines: readonly string[], quote: SideRule['quote']): string {
  const sample = lines.slice(0, sampleLines);
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    if (!sample.some((line) => line.includes(delimiter))) continue;
    const rules: QuoteRules = { delimiter, quote: quote === 'none' ? '' : (quote ?? '"'), escape: 'doubled' };
    const score = evenness(cutHead(sample, rules, 1));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Share of the records that have the commonest number of fields (two or more), weighed by that number. */
function evenness(records: readonly HeadRecord[]): number {
  if (records.length === 0) return 0;
  let best = 0;
  for (const [fields, count] of countByFields(records)) {
    if (fields >= 2) best = Math.max(best, (count / records.length) * (1 - 0.5 ** (fields - 1)));
  }
  return best;
}

export function countByFields(records: readonly HeadRecord[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields, (counts.get(fields) ?? 0) + 1);
  return counts;
}

/** `"`, unless cells are enclosed in `'` throughout and never in `"`. */
export function chooseQuote(lines: readonly string[], delimiter: string): '"' | "'" {
  const enclosed = (quote: '"' | "'"): { cells: number; broken: boolean } => {
    const rules: QuoteRules = { delimiter, quote, escape: 'doubled' };
    const opening = lines.slice(0, sampleLines).filter((line) => line.includes(quote));
    let cells = 0;
    let broken = false;
    for (const line of opening) {
      const scan = scanLine(line, rules, false);
      broken ||= scan.broken || scan.open;
      if (line.startsWith(quote) || line.includes(delimiter + quote)) cells++;
    }
    return { cells, broken };
  };
  if (enclosed('"').cells > 0) return '"';
  const single = enclosed("'");
  return single.cells > 0 && !single.broken ? "'" : '"';
}

/** Doubled quotes, unless `\"` stands in the head and more of its lines read as records with backslashes. */
export function chooseEscape(lines: readonly string[], delimiter: string, quote: Dialect['quote']): Dialect['escape'] {
  const sample = lines.slice(0, sampleLines);
  if (quote === '' || !sample.some((line) => line.includes(`\\${quote}`))) return 'doubled';
  const commonest = (way: Dialect['escape']): number =>
    Math.max(
      0,
      ...[...countByFields(cutHead(sample, { delimiter, quote, escape: way }, 1))].map(([fields, count]) =>
        fields > 0 ? count : 0,
      ),
    );
  return commonest('backslash') > commonest('doubled') ? 'backslash' : 'doubled';
}
