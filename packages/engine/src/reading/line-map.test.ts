import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineMapBuilder, lineOfRecord, straightLineMap } from './line-map.ts';

describe('the line map', () => {
  it('needs one step where each line is a record', () => {
    const builder = createLineMapBuilder();
    for (const line of [3, 4, 5, 6]) builder.add(line);
    expect(builder.build(3)).toEqual({ steps: [{ ordinal: 0, line: 3 }] });
  });

  it('points to the first line of the table when there is no record', () => {
    expect(createLineMapBuilder().build(2)).toEqual(straightLineMap(2));
  });

  it('gives the line of every record', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 50 }), (gaps) => {
        const builder = createLineMapBuilder();
        let line = 0;
        const lines = gaps.map((gap) => (line += gap));
        for (const at of lines) builder.add(at);
        const map = builder.build(1);
        expect(lines.map((_, ordinal) => lineOfRecord(map, ordinal))).toEqual(lines);
      }),
    );
  });
});
