import { describe, expect, it } from 'vitest';
import { add, equals, formatDecimal, parseDecimal, subtract } from './exact-decimal.ts';

describe('exact decimals', () => {
  it('add and subtract numbers of different scales without rounding', () => {
    expect(formatDecimal(add(parseDecimal('0.1'), parseDecimal('0.25')))).toBe('0.35');
    expect(formatDecimal(subtract(parseDecimal('1'), parseDecimal('0.001')))).toBe('0.999');
  });

  it('keep numbers that no float can hold', () => {
    const large = '123456789012345678901234567890123456789.01';
    expect(formatDecimal(add(parseDecimal(large), parseDecimal('0.01')))).toBe(
      '123456789012345678901234567890123456789.02',
    );
  });

  it('write negative fractions with their sign', () => {
    expect(formatDecimal(parseDecimal('-0.05'))).toBe('-0.05');
  });

  it('compare by value, not by how they are written', () => {
    expect(equals(parseDecimal('1.50'), parseDecimal('1.5'))).toBe(true);
    expect(equals(parseDecimal('1.50'), parseDecimal('1.51'))).toBe(false);
  });

  it('refuse text that is not a plain decimal', () => {
    expect(() => parseDecimal('1e5')).toThrow(TypeError);
    expect(() => parseDecimal('')).toThrow(TypeError);
  });
});
