import { type ColumnKind, sides } from '@reconcyl/contracts';
import { trimBlanks } from '../../blanks.ts';
import type { CanonicalSpec } from '../canonical-spec.ts';
import { currencyCodes } from '../currencies.ts';
import { findDecimalFormat, isPercentFormat } from '../decimal-formats.ts';
import { decideDate } from './decide-date.ts';
import { decideDecimal } from './decide-decimal.ts';
import { type Both, bothSides, otherSide, type PairQuestion, type SideAnswer, textColumn } from './question.ts';
import type { SideReading } from './read-side.ts';
import { commonSpec } from './rules.ts';
import { sideWithSerials } from './spreadsheet-serials.ts';
import type { InferredColumn } from './types.ts';
import { nothingReads, serialsProposed } from './warnings.ts';

const noFormat = 'no format of numbers or dates reads all but 1 % of the values';

/** Decides one pair of columns from what each side's values say: dates, else numbers, else text. */
export function decidePair(question: PairQuestion, answers: Both<SideAnswer>): InferredColumn {
  const { kind } = question;
  if (kind === 'text') return textColumn(question, 'given by the ruleset');
  if (kind === 'boolean') return booleanColumn(question);
  if (kind !== undefined) return decideGiven(question, kind, answers);
  if (sides.every((side) => answers[side].reading.values === 0)) return withoutValues(question, answers);
  const column = decideDate(question, answers) ?? decideDecimal(question, answers);
  if (column !== undefined) return column;
  const serials = sideWithSerials(answers);
  const text = textColumn(question, noFormat);
  if (serials !== undefined) return { ...text, warnings: [serialsProposed(question, serials)] };
  return sides.every((side) => holdsCurrencies(answers[side])) ? { ...text, currencyCodes: true } : text;
}

/** Nothing is there to contradict the kind that the column's rules are for: they hold again when there are values. */
function withoutValues(question: PairQuestion, answers: Both<SideAnswer>): InferredColumn {
  const kind = question.pair.kindWithoutValues;
  if (kind === undefined || kind === 'text' || kind === 'boolean') return textColumn(question, 'no values');
  return {
    ...decideGiven({ ...question, kind }, kind, answers),
    evidence: 'no values; the kind that its rules are for',
  };
}

function holdsCurrencies({ cells }: SideAnswer): boolean {
  const texts = cells.map(trimBlanks).filter((text) => text !== '');
  return texts.length > 0 && texts.every((text) => currencyCodes.has(text.toUpperCase()));
}

function booleanColumn({ pair }: PairQuestion): InferredColumn {
  const specs = bothSides(
    (side): CanonicalSpec => ({
      kind: 'boolean',
      ...commonSpec(pair, side),
      trueWords: pair.rules?.trueWords ?? [],
      falseWords: pair.rules?.falseWords ?? [],
    }),
  );
  return { name: pair.name, kind: 'boolean', specs, inferred: false, evidence: 'given by the ruleset', warnings: [] };
}

/** The ruleset's kind holds whatever the values are; a side of which nothing reads is named, and compared as text cell by cell. */
function decideGiven(
  question: PairQuestion,
  kind: Exclude<ColumnKind, 'text' | 'boolean'>,
  answers: Both<SideAnswer>,
): InferredColumn {
  const member = kind === 'decimal' ? 'decimal' : 'date';
  const decide = kind === 'decimal' ? decideDecimal : decideDate;
  const formatRead = (side: (typeof sides)[number]) => {
    const reading = answers[side].reading[member];
    return question.formats[side] ?? (reading?.state === 'settled' ? reading.count.format : undefined);
  };
  const complete = bothSides((side): SideAnswer => {
    if (answers[side].reading[member] !== undefined) return answers[side];
    const format = formatRead(side) ?? formatRead(otherSide(side)) ?? usualFormats[kind];
    const percent = kind === 'decimal' && isPercentFormat(format);
    return { ...answers[side], reading: { ...answers[side].reading, ...unread(format)[member], percent } };
  });
  const column = decide(question, complete);
  if (column === undefined) throw new TypeError('a given kind always gives a column');
  const silent = sides.filter(
    (side) => answers[side].reading[member] === undefined && answers[side].reading.values > 0,
  );
  return { ...column, warnings: [...column.warnings, ...silent.map((side) => nothingReads(question, side, kind))] };
}

const usualFormats = { decimal: '1234.5', date: 'yyyy-MM-dd', timestamp: 'yyyy-MM-dd HH:mm:ss' } as const;

function unread(format: string): Record<'decimal' | 'date', Partial<SideReading>> {
  const digits = { whole: 0, decimals: 0, unsignedIntegers: false, leadingZero: false };
  const name = findDecimalFormat(format)?.name ?? format;
  const count = { format: name, reads: 0, ...digits, grouped: 0, groupedTwice: false, thousands: 0 };
  const reading = { state: 'settled', count, certain: false } as const;
  return { decimal: { decimal: reading }, date: { date: reading } };
}
