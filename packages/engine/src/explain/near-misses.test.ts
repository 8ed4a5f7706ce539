import { describe, expect, it } from 'vitest';
import { findNearMisses, type MissingRecord } from './near-misses.ts';

const record = (key: string, ...cells: (string | null)[]): MissingRecord => ({ key: [key], cells });

describe('near misses', () => {
  it('are records of which most other cells agree', () => {
    expect(
      findNearMisses(
        [record('a1', 'ann', '10.00', 'x'), record('zz', 'bob', '7.00', 'y')],
        [record('q9', 'ann', '10.00', 'z'), record('q8', 'cy', '8.00', 'w')],
      ),
    ).toEqual([{ source: 0, target: 0, why: 'cells', agreeing: 2, compared: 3, ambiguous: false }]);
  });

  it('are records whose key is one edit away and of which half of the other cells agree', () => {
    const near = (key: string) => findNearMisses([record('1234', 'ann', '10.00')], [record(key, 'ann', '11.00')]);
    for (const key of ['1235', '124', '12034', '1324']) {
      expect(near(key)).toEqual([{ source: 0, target: 0, why: 'key', agreeing: 1, compared: 2, ambiguous: false }]);
    }
    expect(near('4321')).toEqual([]);
    expect(findNearMisses([record('1234', 'ann', '1', '2')], [record('1235', 'ann', '3', '4')])).toEqual([]);
  });

  it('are never found by blank cells alone', () => {
    expect(findNearMisses([record('1', null, null)], [record('2', null, null)])).toEqual([]);
    expect(findNearMisses([record('1')], [record('2')])).toEqual([]);
  });

  it('are suggested once, the best first', () => {
    const found = findNearMisses(
      [record('a', '1', '2', '4'), record('b', '1', '2', '3')],
      [record('x', '1', '2', '3')],
    );
    expect(found).toEqual([{ source: 1, target: 0, why: 'cells', agreeing: 3, compared: 3, ambiguous: false }]);
  });

  it('are ambiguous where another record is as likely', () => {
    const source = [record('aaa', '1', '2')];
    const target = [record('xxx', '1', '2'), record('yyy', '1', '2')];
    expect(findNearMisses(source, target)).toMatchObject([{ source: 0, target: 0, ambiguous: true }]);
    expect(findNearMisses(target, source)).toMatchObject([{ source: 0, target: 0, ambiguous: true }]);
  });

  it('do not depend on the order of the records', () => {
    const source = [record('aaa', '1', '2'), record('bbb', '3', '4'), record('ccc', '1', '9')];
    const target = [record('xxx', '1', '2'), record('yyy', '1', '2'), record('zzz', '3', '4')];
    const keys = (a: readonly MissingRecord[], b: readonly MissingRecord[]) =>
      findNearMisses(a, b).map((found) => [a[found.source]?.key[0], b[found.target]?.key[0]]);
    expect(keys(source.toReversed(), target.toReversed())).toEqual(keys(source, target));
  });

  it('are found in bounded work among thousands that share their values', () => {
    const many = (prefix: string) =>
      Array.from({ length: 5000 }, (_, index) => record(`${prefix}${index}`, 'same', 'same', `${prefix}${index % 7}`));
    expect(
      findNearMisses(
        [...many('src'), record('k', 'rare', 'same', 'q')],
        [...many('tgt'), record('l', 'rare', 'same', 'r')],
      ),
    ).toMatchObject([{ source: 5000, target: 5000 }]);
  });
});
