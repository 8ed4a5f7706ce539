import type { ColumnKind, Finding, Side } from '@reconcyl/contracts';
import type { PairQuestion } from './question.ts';
import type { FoundPivot } from './year-pivot.ts';

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

export function pivotAssumed({ pair }: PairQuestion, { pivot, agreeing, of }: FoundPivot): Finding {
  return {
    code: 'year_pivot_assumed',
    message:
      `The years of two digits in column ${pair.name} were read as 19xx from ${pivot} on and as 20xx below it: so read, the other ` +
      `file has the years of ${agreeing} of ${of} values that were looked at. Set columns.${pair.name}.pivot to be certain.`,
    columns: [pair.name],
  };
}

export function serialsProposed({ pair }: PairQuestion, side: Side): Finding {
  return {
    code: 'excel_serial_proposed',
    message:
      `Column ${pair.name} of the ${side} looks like serial numbers that a spreadsheet made of dates, and the other file has dates; ` +
      `it is compared as text. If so, set columns.${pair.name}.format.${side} to excel_serial.`,
    columns: [pair.name],
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
