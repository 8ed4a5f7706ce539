import type { WhatIf } from '@reconcyl/contracts';
import type { ColumnPlan } from '../types.ts';
import { numberMeant } from './other-formats.ts';
import { columnsSetting } from './setting.ts';
import { collapseBlanks, lowerCase, withoutAccents, withoutLeadingZeros, withoutPunctuation } from './text-forms.ts';

/** The canonical parts of the keys of missing records; null is blank. */
export type MissingKeys = readonly (readonly (string | null)[])[];

/**
 * How many pairs of missing records each relaxation of the key would match, the one that matches most first; without those that
 * match none. Only key columns that are compared as text can be relaxed.
 */
export function relaxedKeys(columns: readonly ColumnPlan[], source: MissingKeys, target: MissingKeys): WhatIf['key'] {
  return keyRules
    .map(({ relaxation, rules, simplify, isOn }) => {
      const relaxed = columns.map((column) => column.specs.source.kind === 'text' && !isOn(column));
      if (!relaxed.includes(true)) return { relaxation, columns: [], setting: '', rows: 0 };
      const nameOf = (key: readonly (string | null)[]) =>
        key
          .map((part, index) => (part !== null && relaxed[index] ? simplify(part) : (part ?? '\u0001')))
          .join('\u001f');
      const open = Map.groupBy(target, nameOf);
      const needed = new Set<number>();
      let rows = 0;
      for (const key of source) {
        const partner = open.get(nameOf(key))?.pop();
        if (partner === undefined) continue;
        rows += 1;
        for (const [index, part] of key.entries()) if (part !== partner[index]) needed.add(index);
      }
      const names = columns.filter((_, index) => needed.has(index)).map(({ name }) => name);
      return { relaxation, columns: names, setting: columnsSetting(names, rules), rows };
    })
    .filter(({ rows, columns: names }) => rows > 0 && names.length > 0)
    .sort((a, b) => b.rows - a.rows);
}

/** Keys a side that are looked at. */
export const mostKeys = 200_000;

interface KeyRule {
  readonly relaxation: string;
  readonly rules: object;
  readonly simplify: (part: string) => string;
  readonly isOn: (column: ColumnPlan) => boolean;
}

const keyRules: readonly KeyRule[] = [
  rule('ignore_leading_zeros', 'ignoreLeadingZeros', { ignore_leading_zeros: true }, withoutLeadingZeros),
  {
    relaxation: 'numeric_form',
    rules: { kind: 'decimal' },
    simplify: (part) => numberMeant(part) ?? part,
    isOn: () => false,
  },
  {
    relaxation: 'ignore_case',
    rules: { keep_case: false },
    simplify: lowerCase,
    isOn: ({ specs }) => specs.source.kind === 'text' && specs.source.keepCase !== true,
  },
  rule('collapse_blanks', 'collapseBlanks', { collapse_blanks: true }, collapseBlanks),
  rule('ignore_accents', 'ignoreAccents', { ignore_accents: true }, withoutAccents),
  rule('ignore_punctuation', 'ignorePunctuation', { ignore_punctuation: true }, withoutPunctuation),
];

function rule(
  relaxation: string,
  option: 'ignoreLeadingZeros' | 'collapseBlanks' | 'ignoreAccents' | 'ignorePunctuation',
  rules: object,
  simplify: (part: string) => string,
): KeyRule {
  return {
    relaxation,
    rules,
    simplify,
    isOn: ({ specs }) => specs.source.kind === 'text' && specs.source[option] === true,
  };
}
