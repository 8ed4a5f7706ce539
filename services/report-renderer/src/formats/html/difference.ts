import { html, type Markup } from './markup.ts';
import { cutAt, visibleText } from './visible-text.ts';

/** How much of what two values share is shown around the part that differs. */
const sharedCharacters = 60;

/**
 * Two values with the part that differs marked: what stands between their common beginning and their common end. Where they share
 * next to nothing, such as a date written in two ways, what they share is chance, and all of both is marked.
 */
export function markedDifference(source: string, target: string): { readonly source: Markup; readonly target: Markup } {
  const ends = commonEnds(source, target);
  const isChance = (ends.prefix + ends.suffix) * 4 < Math.max(source.length, target.length);
  // A long value may share little of itself and still a lot to read by.
  const { prefix, suffix } = isChance && ends.prefix + ends.suffix < 8 ? { prefix: 0, suffix: 0 } : ends;
  return { source: marked(source, prefix, suffix), target: marked(target, prefix, suffix) };
}

/** Lengths of the common beginning and end. They never overlap, and never part a letter from its accents. */
export function commonEnds(left: string, right: string): { readonly prefix: number; readonly suffix: number } {
  const shorter = Math.min(left.length, right.length);
  let prefix = 0;
  while (prefix < shorter && left[prefix] === right[prefix]) prefix += 1;
  while (prefix > 0 && (isInsideCharacter(left, prefix) || isInsideCharacter(right, prefix))) prefix -= 1;
  let suffix = 0;
  while (suffix < shorter - prefix && left.at(-1 - suffix) === right.at(-1 - suffix)) suffix += 1;
  while (
    suffix > 0 &&
    (isInsideCharacter(left, left.length - suffix) || isInsideCharacter(right, right.length - suffix))
  ) {
    suffix -= 1;
  }
  return { prefix, suffix };
}

const continues = /^(?:[\udc00-\udfff]|\p{M}|\u200d)/u;

function isInsideCharacter(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  // Looking at the unit alone: as a part of a string that begins here, a low surrogate stands by itself.
  return (code >= 0xdc00 && code <= 0xdfff) || continues.test(text.slice(index, index + 2));
}

function marked(value: string, prefix: number, suffix: number): Markup {
  if (value === '') return html`<em class="blank">blank</em>`;
  const end = value.length - suffix;
  const middle = value.slice(prefix, end);
  const before = value.slice(0, prefix);
  const after = value.slice(end);
  const inDifference = true;
  return html`${
    before.length > sharedCharacters ? html`<span class="cut">…</span>${lastCharacters(before)}` : plain(before)
  }${
    middle === ''
      ? html`<mark class="nothing"></mark>`
      : html`<mark>${visibleText(middle, { inDifference, maxCharacters: 300 })}</mark>`
  }${after.length > sharedCharacters ? html`${plain(cutAt(after, sharedCharacters))}<span class="cut">…</span>` : plain(after)}`;
}

function plain(text: string): Markup {
  return visibleText(text);
}

function lastCharacters(text: string): Markup {
  const from = text.length - sharedCharacters;
  return plain(text.slice(isInsideCharacter(text, from) ? from + 1 : from));
}
