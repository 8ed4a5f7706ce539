import { describe, expect, it } from 'vitest';
import { grouped, plainLine } from './plain-line.ts';

describe('plainLine', () => {
  it('makes one line without control and bidirectional characters', () => {
    expect(plainLine('a\r\nSincerely,\u202eb\u0000c\u2028d', 100)).toBe('a Sincerely, b c d');
  });

  it('cuts what is long', () => {
    expect(plainLine('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});

describe('grouped', () => {
  it('groups whole digits only', () => {
    expect(['-1234567.8901', 999, '1000'].map(grouped)).toEqual(['-1,234,567.8901', '999', '1,000']);
  });
});
