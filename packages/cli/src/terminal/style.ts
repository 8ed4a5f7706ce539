import { stripVTControlCharacters, styleText } from 'node:util';
import type { Io, Output } from '../io.ts';

export type Tone = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';
export type Style = (tone: Tone, text: string) => string;

/** Colours on a terminal, unless NO_COLOR is set or the terminal has none. */
export function styleFor(io: Pick<Io, 'env'>, output: Output): Style {
  const hasColours = output.isTTY === true && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  return hasColours ? (tone, text) => styleText(tone, text, { validateStream: false }) : (_tone, text) => text;
}

/** Pads to a width as seen: colour codes take none. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));
  return side === 'right' ? text + blanks : blanks + text;
}

/**
 * Makes text from a file or a command line safe to print: control characters, which could move the cursor or hide text, and
 * bidirectional marks become visible.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** `1234567` as `1,234,567`, and exact amounts such as `-1234.50` as `-1,234.50`. */
export function grouped(value: number | string): string {
  const [whole = '', fraction] = String(value).split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

/** `1 record`, `2 records`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
