import { describe, expect, it } from 'vitest';
import { toText } from './markup.ts';
import { visibleText, withoutHidden } from './visible-text.ts';

const plain = (text: string, options = {}) => toText(visibleText(text, options)).replace(/<[^>]*>/g, '');

describe('visibleText', () => {
  it('shows controls and bidirectional characters as marks', () => {
    expect(plain('a\u0000b\tc\rd\u202ee\u2066f\u200bg\u00adh\u0085i\ud800j')).toBe(
      'aNULb⇥cCRdU+202EeU+2066fU+200BgU+00ADhU+0085iU+D800j',
    );
  });

  it('keeps a line break behind its mark', () => {
    expect(plain('a\nb')).toBe('a↵\nb');
  });

  it('leaves scripts, emoji and their joiners alone', () => {
    const text = 'Müller شركة \u{1f469}\u200d\u{1f467} نمی\u200cخواهم 1\u00a0234';
    expect(plain(text)).toBe(text);
  });

  it('shows in a difference also blanks that look alike or stand at the ends', () => {
    expect(plain('  1\u00a0234\u202f5\u200d ', { inDifference: true })).toBe('··1NBSP234NNBSP5U+200D·');
  });

  it('cuts what is long and says by how much, without dividing a pair', () => {
    expect(plain(`${'x'.repeat(9)}😀${'y'.repeat(1000)}`, { maxCharacters: 10 })).toBe(
      'xxxxxxxxx… 1,002 more characters',
    );
  });

  it('escapes around marks', () => {
    expect(toText(visibleText('<b>\u0000</b>'))).toContain('&lt;b&gt;<span');
    expect(withoutHidden('a\u202eb')).toBe('ab');
  });
});
