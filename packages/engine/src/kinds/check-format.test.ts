import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { checkFormat } from './check-format.ts';

const messageOf = (kind: 'text' | 'decimal' | 'date' | 'timestamp', format: string): string => {
  try {
    checkFormat(kind, format, 'columns.x.format');
  } catch (error) {
    if (error instanceof ReconcylError) return error.problems[0]?.message ?? '';
  }
  return 'no error';
};

describe('a format of a ruleset', () => {
  it.each([
    ['decimal', '1.234,50', '1.234,50'],
    ['decimal', '1.234,56', '1.234,50'],
    ['decimal', '12.345.678,9', '1.234,50'],
    ['decimal', '9999.00', '1234.5'],
    ['decimal', '1\u00a0234,56', '1 234,50'],
    ['decimal', '12,34,567.00', '1,23,456.00'],
    ['date', 'dd.MM.yyyy', 'dd.MM.yyyy'],
    ['timestamp', "yyyy-MM-dd'T'HH:mm:ssZZ", "yyyy-MM-dd'T'HH:mm:ssZZ"],
    ['timestamp', 'yyyy-MM-dd', 'yyyy-MM-dd'],
  ] as const)('%s %s is known as %s', (kind, format, name) => {
    expect(checkFormat(kind, format)).toBe(name);
  });

  it.each([
    ['date', 'DD/MM/YYYY', '`dd/MM/yyyy`'],
    ['date', 'dd-mm-yyyy', '`dd-MM-yyyy`'],
    ['timestamp', 'yyyy-MM-dd hh:mm:ss', '`yyyy-MM-dd HH:mm:ss`'],
    ['decimal', '1.234', 'Did you mean'],
    ['date', 'yyyy-MM-dd HH:mm:ss', 'its kind is timestamp'],
    ['text', '1.234,50', 'Text has no format'],
  ] as const)('%s %s is refused, and %s is said', (kind, format, hint) => {
    expect(messageOf(kind, format)).toContain(hint);
  });
});
