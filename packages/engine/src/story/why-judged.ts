import type { Cause, Difference } from '@reconcyl/contracts';
import type { ColumnPlan } from '../types.ts';
import type { ColumnStory } from './record-story.ts';

/** One sentence that says why two cells were judged as they were. */
export function whyJudged(
  column: ColumnPlan,
  {
    source,
    target,
    judged,
    difference,
  }: Pick<ColumnStory, 'source' | 'target' | 'judged'> & { difference: Difference | undefined },
): string {
  switch (judged) {
    case 'not_compared':
      return `The ${source === null ? 'source' : 'target'} has no such record.`;
    case 'same_text':
      return source?.raw === '' ? 'Both cells are blank.' : 'Both cells have the same text.';
    case 'same_value':
      return source?.canonical === null
        ? 'Both cells mean blank.'
        : `Written in two ways, the same ${nounOf[column.kind]}: ${source?.canonical ?? ''}.`;
    case 'forgiven':
      return `Two values, near enough by the ruleset: ${allowanceOf(column)}.`;
    case 'differs': {
      const unread = [source?.reads === false ? 'source' : '', target?.reads === false ? 'target' : ''].filter(Boolean);
      const fallback = unread.length === 0 ? '' : ` The ${unread.join(' and the ')} does not read as a ${column.kind}.`;
      const causes = difference === undefined ? [] : [difference.cause, ...(difference.also ?? [])];
      return `${causes.map((cause) => sentences[cause]).join(' ')}${fallback}`;
    }
  }
}

const nounOf = { text: 'text', decimal: 'number', date: 'day', timestamp: 'instant', boolean: 'answer' } as const;

function allowanceOf({ tolerance, window }: ColumnPlan): string {
  const bounds = [
    ...(tolerance?.absolute === undefined ? [] : [`up to ${tolerance.absolute} apart`]),
    ...(tolerance?.percent === undefined ? [] : [`up to ${tolerance.percent} % apart`]),
    ...(window === undefined ? [] : [`up to ${window.days} ${window.business ? 'business ' : ''}days apart`]),
  ];
  return bounds.join(' or ');
}

const sentences: Readonly<Record<Cause, string>> = {
  swapped_with_column: 'The two cells stand in each other’s place with those of another column.',
  null_vs_value: 'One cell is blank, the other is not.',
  currency: 'The amounts are in two currencies.',
  sign: 'One number is the other with its sign turned round.',
  scale: 'One number is 10, 100 or 1000 times the other.',
  sign_and_scale: 'One number is 10, 100 or 1000 times the other, with its sign turned round.',
  rounding: 'One number is the other, rounded or cut to fewer decimals.',
  penny: 'The numbers are one unit of their last decimal apart.',
  transposed_digits: 'Two neighbouring digits have changed places.',
  number_format: 'The same number is written in two formats.',
  time_zone: 'The times are whole quarters of an hour apart, as in two time zones.',
  within_1_day: 'The dates are at most one day apart.',
  day_month_swapped: 'Day and month have changed places.',
  year: 'Only the year differs.',
  date_format: 'The same day is written in two formats.',
  case: 'The letters differ in case, which counts in this column.',
  spaces: 'The blanks inside differ.',
  invisible_characters: 'One text has characters that cannot be seen.',
  look_alike: 'Letters of another alphabet look like the ones they stand for.',
  encoding: 'One text was read in the wrong encoding at some time.',
  accents: 'The accents differ.',
  leading_zeros: 'The zeros in front differ.',
  punctuation: 'The punctuation differs.',
  truncated: 'One text is the beginning of the other.',
  value: 'The values differ.',
};
