import { describe, expect, it } from 'vitest';
import { missingFrom } from './fixture-contains.ts';

describe('what an answer lacks of what is expected', () => {
  it.each<[rule: string, actual: unknown, expected: unknown, lacks: boolean]>([
    ['nothing of members that are there', { a: 1, b: 2 }, { a: 1 }, false],
    ['a member that is absent', { a: 1 }, { b: 1 }, true],
    ['a member with another value', { a: 1 }, { a: '1' }, true],
    ['a member of Object.prototype', {}, { toString: { $matches: '' } }, true],
    ['nothing of elements in another order', [{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }], false],
    ['an element that is there once and expected twice', [{ a: 1 }], [{ a: 1 }, { a: 1 }], true],
    ['a list that is to be empty', [{ a: 1 }], [], true],
    ['a list of plain values in another order', ['a', 'b'], ['b', 'a'], true],
    ['a list of plain values that is longer', ['a', 'b'], ['a'], true],
    ['a text that matches', 'missing in target', { $matches: '^missing' }, false],
    ['a text that does not match', 'missing in target', { $matches: '^target' }, true],
    ['a member that must not be there', { a: 1 }, { a: { $absent: true } }, true],
    ['nothing where that member is absent', {}, { a: { $absent: true } }, false],
    ['one element more than these', [{ a: 1 }, { a: 2 }], { $only: [{ a: 1 }] }, true],
    ['nothing of these and no others', [{ a: 1 }, { a: 2 }], { $only: [{ a: 2 }, { a: 1 }] }, false],
    ['an element that must not be there', [{ a: 1 }], { $without: [{ a: 1 }] }, true],
    ['nothing where that element is absent', [{ a: 1 }], { $without: [{ a: 2 }] }, false],
    ['an operator that is misspelt', [{ a: 1 }], { $wihtout: [{ a: 2 }] }, true],
    [
      'nothing of an amount with other zeros',
      { control_totals: [{ s: '1.50' }] },
      { control_totals: [{ s: '1.5' }] },
      false,
    ],
    ['another amount', { control_totals: [{ s: '150' }] }, { control_totals: [{ s: '15' }] }, true],
    ['a key with other zeros', { key: ['1.50'] }, { key: ['1.5'] }, true],
  ])('%s', (_rule, actual, expected, lacks) => {
    expect(missingFrom(actual, expected).length > 0).toBe(lacks);
  });
});
