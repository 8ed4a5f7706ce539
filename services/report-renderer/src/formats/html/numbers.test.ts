import { describe, expect, it } from 'vitest';
import { counted, fileSize, grouped, percent } from './numbers.ts';

describe('numbers for people', () => {
  it('groups whole digits of exact amounts and leaves the digits alone', () => {
    expect(['0', '-999', '1000', '-1234567.8901', '12345678901234567890.5'].map(grouped)).toEqual([
      '0',
      '-999',
      '1,000',
      '-1,234,567.8901',
      '12,345,678,901,234,567,890.5',
    ]);
  });

  it('says 100 % and 0 % only when they are exact', () => {
    expect([1, 0.999999, 0.5, 0.00001, 0].map(percent)).toEqual(['100 %', '> 99.99 %', '50.00 %', '< 0.01 %', '0 %']);
  });

  it('counts and measures', () => {
    expect([counted(1, 'record'), counted(2000, 'record')]).toEqual(['1 record', '2,000 records']);
    expect([0, 1, 999, 1000, 999_950, 5_000_000_000].map(fileSize)).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1.0 kB',
      '1.0 MB',
      '5.0 GB',
    ]);
  });
});
