import type { ColumnRule } from '@reconcyl/contracts';
import type { Random } from '@reconcyl/testing/random';
import type { Feature } from './column-samples.ts';
import { spellDay } from './spell-time.ts';

/** How the keys of a pack are made. The number of the small pair is in each, unless the whole key is blank. */
export interface KeyMaker {
  readonly names: readonly string[];
  readonly rules: Readonly<Record<string, Partial<ColumnRule>>>;
  readonly fresh: (random: Random, pair: number) => readonly string[];
  readonly spell: (random: Random, key: readonly string[], side: 'source' | 'target') => string[];
}

export function keyMaker(random: Random, features: ReadonlySet<Feature>): KeyMaker {
  return random.pick([composite, composite, single, typed])(random, features);
}

const parts = ['A', 'B7', '001', '1', '\u00e9', '\u03c2', 'x y', '', '\u0130', '\u00df', '0', 'o-1', 'o1'];

/** Two or three columns of text, the last ones of few values, or blank. */
function composite(random: Random, features: ReadonlySet<Feature>): KeyMaker {
  const names = ['Case', 'Id', 'Part'].slice(0, random.pick([2, 2, 3]));
  const options = (
    ['keep_case', 'ignore_leading_zeros', 'ignore_punctuation', 'collapse_blanks', 'ignore_accents'] as const
  ).filter((option) => features.has(option) && random.chance(0.2));
  return {
    names,
    rules: options.length === 0 ? {} : { Id: Object.fromEntries(options.map((option) => [option, true])) },
    fresh: (chance, pair) => names.map((_, index) => (index === 0 ? `c${pair}` : chance.pick(parts))),
    spell: (chance, key) => key.map((part, index) => (index === 0 ? part : spellPart(chance, part))),
  };
}

/** One column; a key may be blank altogether. */
function single(): KeyMaker {
  return {
    names: ['Id'],
    rules: {},
    fresh: (chance, pair) => [chance.chance(0.05) ? '' : `c${pair}-${chance.pick(parts)}`],
    spell: (chance, key) => key.map((part) => spellPart(chance, part)),
  };
}

/** A number and a day beside the number of the pair. */
function typed(random: Random): KeyMaker {
  const format = { source: random.pick(['dd.MM.yyyy', 'yyyy-MM-dd']), target: random.pick(['M/d/yy', 'dd-MMM-yyyy']) };
  return {
    names: ['Case', 'No', 'Day'],
    rules: { No: { kind: 'decimal', format: { source: '1234.5', target: '1,234.50' } }, Day: { kind: 'date', format } },
    fresh: (chance, pair) => [`c${pair}`, String(chance.pick([1, 2, 1200])), String(19_838 + chance.below(3))],
    spell: (chance, [pair = '', number = '', day = ''], side) => [
      pair,
      chance.pick(['', number, `0${number}`, `${number}.00`, `+${number}`, chance.chance(0.1) ? 'x' : number]),
      chance.pick(['', spellDay(Number(day), format[side], chance), spellDay(Number(day), format[side], chance)]),
    ],
  };
}

/** The same key, now and then written apart. */
function spellPart(random: Random, part: string): string {
  if (random.chance(0.85)) return part;
  const blank = part === '' ? '\u200b' : part;
  return random.pick([
    part.toLowerCase(),
    part.toUpperCase(),
    ` ${part}`,
    part.normalize('NFD'),
    `${part}\u00a0`,
    blank,
  ]);
}
