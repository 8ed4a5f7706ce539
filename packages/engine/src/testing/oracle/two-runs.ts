import type { RulesetInput } from '@reconcyl/contracts';
import { createRandom, type Random } from '@reconcyl/testing/random';

/** What a file says of a key, or nothing. */
export type Entry = { readonly amount: number; readonly note: string } | undefined;

export interface State {
  readonly source: Entry;
  readonly target: Entry;
}

/** Two pairs of files that follow each other: what each says of the same keys, and how each run is told to compare. */
export interface TwoRuns {
  readonly states: readonly (readonly [State, State])[];
  readonly rules: readonly [Rules, Rules];
}

export interface Rules {
  /** Hundredths by which amounts may differ. */
  readonly tolerance: number;
  readonly ignoresNote: boolean;
}

export function makeTwoRuns(seed: number, keys: number): TwoRuns {
  const random = createRandom(seed);
  const rules = (): Rules => ({ tolerance: random.pick([0, 0, 5]), ignoresNote: random.chance(0.2) });
  const states = Array.from({ length: keys }, () => {
    const first = state(random, record(random));
    return [first, next(random, first)] as const;
  });
  return { states, rules: [rules(), rules()] };
}

const record = (random: Random) => ({ amount: random.between(100, 130), note: random.pick(['x', 'y', 'z']) });

function edited(random: Random, from: Entry): Entry {
  if (from === undefined) return undefined;
  const choice = random.below(6);
  if (choice === 0) return undefined;
  if (choice === 1) return { ...from, amount: from.amount + random.pick([1, 5, 6, -3, 20]) };
  return choice === 2 ? { ...from, note: random.pick(['x', 'y', 'z']) } : from;
}

const state = (random: Random, from: Entry): State => ({ source: edited(random, from), target: edited(random, from) });

/** Most stays as it was; some is put right, some becomes wrong. */
function next(random: Random, { source, target }: State): State {
  const choice = random.below(6);
  if (choice === 0) return { source: source ?? target, target: source ?? target };
  if (choice === 1) return { source: edited(random, source), target: edited(random, target) };
  if (choice === 2) return state(random, source ?? target ?? record(random));
  return choice === 3 && random.chance(0.3) ? { source: undefined, target: undefined } : { source, target };
}

const money = (hundredths: number) => `${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;

/** The files of a run as text. */
export function filesOf({ states }: TwoRuns, run: 0 | 1): { source: string; target: string } {
  const file = (side: 'source' | 'target') => {
    const rows = states.flatMap((both, key) => {
      const row = both[run][side];
      return row === undefined ? [] : [`k${key},${money(row.amount)},${row.note}`];
    });
    return `id,amount,note\n${rows.join('\n')}\n`;
  };
  return { source: file('source'), target: file('target') };
}

export function rulesetOf({ tolerance, ignoresNote }: Rules): RulesetInput {
  const forgiving = tolerance === 0 ? {} : { tolerance: { absolute: money(tolerance) } };
  return {
    key: 'id',
    columns: {
      amount: { kind: 'decimal', format: '1234.5', ...forgiving },
      ...(ignoresNote ? {} : { note: { kind: 'text' } }),
    },
    ...(ignoresNote ? { ignore: ['note'] } : {}),
  };
}

type Column = 'amount' | 'note';

/** A break of a run: a record that is missing, or the columns that differ. */
interface Seen {
  readonly kind: 'missing_in_target' | 'missing_in_source' | 'discrepancy';
  readonly columns: readonly Column[];
}

function seen({ source, target }: State, { tolerance, ignoresNote }: Rules): Seen | undefined {
  if (source === undefined && target === undefined) return undefined;
  if (target === undefined) return { kind: 'missing_in_target', columns: [] };
  if (source === undefined) return { kind: 'missing_in_source', columns: [] };
  const columns: Column[] = [];
  if (Math.abs(source.amount - target.amount) > tolerance) columns.push('amount');
  if (!ignoresNote && source.note !== target.note) columns.push('note');
  return columns.length === 0 ? undefined : { kind: 'discrepancy', columns };
}

export interface History {
  readonly breaks: readonly {
    readonly key: string;
    readonly status: string;
    readonly age: number;
    readonly changed: boolean;
  }[];
  readonly ages: readonly (readonly [key: string, column: string, age: number])[];
  readonly resolved: readonly {
    readonly key: string;
    readonly column: string;
    readonly kind: string;
    readonly how: string;
  }[];
}

/** What became of each break from the first run to the second. A break is its key and its column, or the whole record. */
export function historyOf({ states, rules }: TwoRuns): History {
  const breaks: History['breaks'][number][] = [];
  const ages: History['ages'][number][] = [];
  const resolved: History['resolved'][number][] = [];
  states.forEach(([first, second], index) => {
    const key = `k${index}`;
    const before = seen(first, rules[0]);
    const now = seen(second, rules[1]);
    if (now !== undefined) {
      const kept = itemsOf(now).filter((item) => itemsOf(before).includes(item));
      const changed = kept.some((item) => hasChanged(item, before, now, first, second));
      const [status, age] = kept.length === 0 ? ['new', 1] : ['persisting', 2];
      breaks.push({ key, status: String(status), age: Number(age), changed });
      for (const column of now.columns) ages.push([key, column, kept.includes(column) ? 2 : 1]);
    }
    const isGone = second.source === undefined && second.target === undefined;
    for (const item of itemsOf(before).filter((name) => !itemsOf(now).includes(name))) {
      // The data are as they were, or nobody looks at them any more.
      const isAsItWas = !hasOtherCells(item, first, second);
      const byRule = isAsItWas || (item === 'note' && rules[1].ignoresNote);
      const how = isGone ? 'gone' : byRule ? 'by_rule' : 'resolved';
      resolved.push({ key, column: item === wholeRecord ? '' : item, kind: before?.kind ?? '', how });
    }
  });
  return { breaks, ages, resolved };
}

const wholeRecord = 'whole record';
type BreakItem = Column | typeof wholeRecord;

function itemsOf(found: Seen | undefined): readonly BreakItem[] {
  if (found === undefined) return [];
  return found.kind === 'discrepancy' ? found.columns : [wholeRecord];
}

/** Other values; of a whole record, in any column, or it is missing on the other side now. */
function hasChanged(item: BreakItem, before: Seen | undefined, now: Seen, first: State, second: State): boolean {
  return before?.kind !== now.kind || hasOtherCells(item, first, second);
}

function hasOtherCells(item: BreakItem, first: State, second: State): boolean {
  const columns: readonly Column[] = item === wholeRecord ? ['amount', 'note'] : [item];
  return columns.some(
    (column) =>
      first.source?.[column] !== second.source?.[column] || first.target?.[column] !== second.target?.[column],
  );
}
