import type { ColumnKind, Finding, Side } from '@reconcyl/contracts';
import type { PairQuestion } from './question.ts';

/** What inference could not tell by itself; each message names the setting that tells it, and never a value. */

export function separatorUndecided({ pair }: PairQuestion, side: Side): Finding {
  return {
    code: 'decimal_separator_undecided',
    message:
      `Column ${pair.name} of the ${side} has numbers with one separator and always three digits after it, and nothing in that ` +
      `file tells what it separates; it is compared as text. Set columns.${pair.name}.format.`,
  };
}

export function tooManyDigits({ pair }: PairQuestion): Finding {
  return {
    code: 'too_many_digits',
    message:
      `Column ${pair.name} has numbers of more than 38 digits, digits after the point counted; it is compared as text although ` +
      `columns.${pair.name}.kind is decimal.`,
  };
}

export function orderUndecided({ pair }: PairQuestion, side: Side): Finding {
  return {
    code: 'day_month_undecided',
    message:
      `Column ${pair.name} of the ${side} has dates that may have the day or the month first; it is compared as text. ` +
      `Set columns.${pair.name}.format.${side}.`,
  };
}

export function orderAssumed({ pair }: PairQuestion): Finding {
  return {
    code: 'day_month_assumed',
    message:
      `The dates of column ${pair.name} may have the day or the month first in both files; both were read with the day first. ` +
      `Set columns.${pair.name}.format.`,
  };
}

export function zoneAssumed({ pair }: PairQuestion, side: Side): Finding {
  return {
    code: 'zone_assumed_utc',
    message:
      `The times of column ${pair.name} have a zone in one file and none in the ${side}, where UTC was assumed. ` +
      `Set ${side}.zone.`,
  };
}

export function nothingReads({ pair }: PairQuestion, side: Side, kind: ColumnKind): Finding {
  return {
    code: 'kind_not_found',
    message:
      `No value of column ${pair.name} in the ${side} reads as ${kind}, though columns.${pair.name}.kind or its format says so; ` +
      `the values are compared as text.`,
  };
}
