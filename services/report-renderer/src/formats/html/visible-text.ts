import { html, type Markup, type MarkupValue } from './markup.ts';
import { grouped } from './numbers.ts';

/**
 * Characters that nobody sees or that change how others are seen: controls, bidirectional and other format characters, line and
 * paragraph separators, half surrogates. The joiners are left alone: emoji and several scripts need them.
 */
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]|(?![\u200c\u200d])\p{Cf}/gu;

/** In a difference also what only looks like nothing or like a plain blank, and blanks at the ends. */
const hiddenInDifference = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[\ufe00-\ufe0f]|(?! )\p{Zs}|^ +| +$/gu;

export interface VisibleTextOptions {
  /** Shows as well what matters only when two values are compared. */
  readonly inDifference?: boolean;
  /** Longer text is cut, and says by how much. */
  readonly maxCharacters?: number;
}

/** Text of a file for a page: escaped, and every hidden character shown as a mark. */
export function visibleText(
  text: string,
  { inDifference = false, maxCharacters = 500 }: VisibleTextOptions = {},
): Markup {
  const shown = text.length > maxCharacters ? cutAt(text, maxCharacters) : text;
  const pattern = inDifference ? hiddenInDifference : hidden;
  const parts: MarkupValue[] = [];
  let from = 0;
  for (const match of shown.matchAll(pattern)) {
    parts.push(shown.slice(from, match.index), mark(match[0]));
    from = match.index + match[0].length;
  }
  if (parts.length === 0 && shown.length === text.length) return html`${text}`;
  parts.push(shown.slice(from));
  if (shown.length < text.length) {
    parts.push(html`<span class="cut">… ${grouped(text.length - shown.length)} more characters</span>`);
  }
  return html`${parts}`;
}

/** A cell of a key: bold, and in one piece while it is short, since a document number that is broken is hard to read. */
export function keyCell(text: string): Markup {
  return text.length > 32 ? html`<b>${visibleText(text)}</b>` : html`<b class="key">${visibleText(text)}</b>`;
}

/** For places that hold no markup, such as the title of a page. */
export function withoutHidden(text: string): string {
  return text.replace(hidden, '');
}

/** Cuts without dividing a surrogate pair. */
export function cutAt(text: string, length: number): string {
  const isPair = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  return text.slice(0, isPair ? length - 1 : length);
}

function mark(characters: string): Markup {
  if (characters.startsWith(' '))
    return html`<span class="hidden" title="blank">${'·'.repeat(characters.length)}</span>`;
  const code = characters.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const title = names[code] === undefined ? name : `${name} ${names[code]}`;
  // A line break stays one, so that an address still reads as an address.
  const after = code === 0x0a ? '\n' : '';
  return html`<span class="hidden" title="${title}">${picture(code) ?? name}</span>${after}`;
}

/** A short sign for the characters that are common enough to have one; the others are shown by their number. */
function picture(code: number): string | undefined {
  switch (code) {
    case 0x00:
      return 'NUL';
    case 0x09:
      return '⇥';
    case 0x0a:
      return '↵';
    case 0x0d:
      return 'CR';
    case 0xa0:
      return 'NBSP';
    case 0x202f:
      return 'NNBSP';
    default:
      return undefined;
  }
}

const names: Readonly<Record<number, string>> = {
  0: 'null',
  9: 'tab',
  10: 'line feed',
  13: 'carriage return',
  160: 'no-break space',
  173: 'soft hyphen',
  8203: 'zero width space',
  8204: 'zero width non-joiner',
  8205: 'zero width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8239: 'narrow no-break space',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
  65279: 'byte-order mark',
};
