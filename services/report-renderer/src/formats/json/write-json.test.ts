import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectWriter, quoted, written } from './write-json.ts';

describe('what is written as JSON', () => {
  it('is what JSON.stringify writes of any text, halves of characters included', () => {
    // Code units of UTF-16 one by one.
    const text = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
      .map((units) => String.fromCharCode(...units));
    fc.assert(fc.property(fc.oneof(text, fc.string()), (cell) => quoted(cell) === JSON.stringify(cell)));
    for (let unit = 0; unit < 0x100; unit++) {
      expect(quoted(`a${String.fromCharCode(unit)}`)).toBe(JSON.stringify(`a${String.fromCharCode(unit)}`));
    }
  });

  it('is what JSON.stringify writes of any value, and left out where that leaves it out', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ depthSize: 'medium' }),
        (value) => written(value, 0) === JSON.stringify(value, null, 4),
      ),
    );
    const value = { absent: undefined, empty: {}, list: [[], [null, true, 1.5]] };
    expect(written({ value }, 0)).toBe(JSON.stringify({ value }, null, 4));
  });

  it('has the names of a file in their order, blanks where a row is short, and nothing without names', () => {
    const write = objectWriter(['b', '10', '__proto__', '"'], 1);
    expect(write(['1', '2', '"'])).toBe(
      '{\n        "b": "1",\n        "10": "2",\n        "__proto__": "\\"",\n        "\\"": ""\n    }',
    );
    expect(objectWriter([], 3)(['1'])).toBe('{}');
  });
});
