import { describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { alignColumns } from './columns.ts';
import { grouped, pad, printable, styleFor } from './style.ts';

describe('styleFor', () => {
  it('colours on a terminal only', () => {
    const terminal = fakeIo({ isTTY: true });
    expect(styleFor(terminal, terminal.stderr)('red', 'x')).toBe('\x1b[31mx\x1b[39m');
    const pipe = fakeIo();
    expect(styleFor(pipe, pipe.stderr)('red', 'x')).toBe('x');
  });

  it('obeys NO_COLOR', () => {
    const io = fakeIo({ isTTY: true, env: { NO_COLOR: '1' } });
    expect(styleFor(io, io.stderr)('red', 'x')).toBe('x');
  });
});

describe('text for people', () => {
  it('groups whole numbers and exact amounts', () => {
    expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect(grouped('-1234567.8900')).toBe('-1,234,567.8900');
  });

  it('shows what would move the cursor or turn the text around', () => {
    expect(printable('a\x1b[2Jb\u202ec\n')).toBe('a\\u001b[2Jb\\u202ec\\u000a');
    expect(printable('Müller 株')).toBe('Müller 株');
  });

  it('pads and aligns by what is seen, not by colour codes', () => {
    expect(pad('\x1b[31mx\x1b[39m', 3)).toBe('\x1b[31mx\x1b[39m  ');
    expect(
      alignColumns(
        [
          ['a', '10'],
          ['bcd', '\x1b[31m7\x1b[39m'],
        ],
        [1],
      ),
    ).toEqual(['a    10', 'bcd   \x1b[31m7\x1b[39m']);
  });
});
