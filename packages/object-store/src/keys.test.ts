import { describe, expect, it } from 'vitest';
import { compareKeys } from './keys.ts';

describe('compareKeys', () => {
  it('compares by UTF-8 bytes, where surrogates come last', () => {
    // As UTF-16 units U+FF5E (ff5e) would come behind U+1F4C4 (d83d dcc4).
    expect(compareKeys('a/\uff5e', 'a/\u{1F4C4}')).toBeLessThan(0);
    expect(compareKeys('a/z', 'a/ä')).toBeLessThan(0);
    expect(compareKeys('a-b', 'a/b')).toBeLessThan(0);
    expect(compareKeys('same', 'same')).toBe(0);
  });
});
