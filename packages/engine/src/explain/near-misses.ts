import { editDistance } from '../edit-distance.ts';

/** A record that is missing on the other side: canonical values as text, null is blank. */
export interface MissingRecord {
  readonly key: readonly (string | null)[];
  /** The compared cells beside the key. */
  readonly cells: readonly (string | null)[];
}

export interface Suggestion {
  /** Positions in the two lists. */
  readonly source: number;
  readonly target: number;
  readonly why: 'cells' | 'key';
  readonly agreeing: number;
  readonly compared: number;
  readonly ambiguous: boolean;
}

/**
 * Suggests for records that are missing the likeliest one of the other side: most of the other cells agree, or the key is one edit
 * away and half of them agree. Each record is suggested once, best first; the answer does not depend on the order of the records.
 * Work is bounded: values that many records share lead to none of them.
 */
export function findNearMisses(source: readonly MissingRecord[], target: readonly MissingRecord[]): Suggestion[] {
  const sources = source.map(toEntry).sort(byContent);
  const targets = target.map(toEntry).sort(byContent);
  const byValue = indexOf(targets, valueNames);
  const byKey = indexOf(targets, keyNames);
  const candidates: Candidate[] = [];
  let work = 0;
  for (const entry of sources) {
    if (work > mostWork) break;
    const near = new Map<Entry, number>();
    for (const name of [...valueNames(entry), ...keyNames(entry)]) {
      const found = byValue.get(name) ?? byKey.get(name) ?? [];
      work += found.length + 1;
      if (found.length > mostSharing) continue;
      for (const other of found) near.set(other, (near.get(other) ?? 0) + 1);
    }
    const likeliest = [...near].sort((a, b) => b[1] - a[1] || byContent(a[0], b[0])).slice(0, mostCandidates);
    work += likeliest.length * (entry.cells.length + 1);
    for (const [other] of likeliest) {
      const candidate = weigh(entry, other);
      if (candidate !== undefined) candidates.push(candidate);
    }
  }
  return choose(candidates);
}

/** Records a side that are looked at. */
export const mostRecords = 20_000;
const mostWork = 20_000_000;
const mostSharing = 50;
const mostCandidates = 20;
/** Longer keys have too many neighbours, and any two of one or two characters are all but one edit apart. */
const longestKey = 64;
const shortestKey = 3;

interface Entry extends MissingRecord {
  readonly place: number;
  readonly keyText: string;
  readonly content: string;
}

interface Candidate {
  readonly source: Entry;
  readonly target: Entry;
  readonly why: 'cells' | 'key';
  readonly agreeing: number;
  readonly filled: number;
  readonly keyParts: number;
}

function toEntry(record: MissingRecord, place: number): Entry {
  const keyText = record.key.map((part) => part ?? '').join('\u001f');
  return { ...record, place, keyText, content: `${keyText}\0${record.cells.map((cell) => cell ?? '').join('\0')}` };
}

function byContent(a: Entry, b: Entry): number {
  if (a.content !== b.content) return a.content < b.content ? -1 : 1;
  return a.place - b.place;
}

function indexOf(entries: readonly Entry[], namesOf: (entry: Entry) => string[]): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const name of namesOf(entry)) {
      const known = index.get(name);
      if (known === undefined) index.set(name, [entry]);
      // One more than may be shared tells that there are too many.
      else if (known.length <= mostSharing) known.push(entry);
    }
  }
  return index;
}

/** What a record may be found by: each of its values, two neighbouring ones together, and all of them. */
function valueNames({ cells }: Entry): string[] {
  const names = cells.flatMap((cell, column) => {
    if (cell === null) return [];
    const next = cells[column + 1] ?? null;
    return next === null ? [`v${column}\0${cell}`] : [`v${column}\0${cell}`, `p${column}\0${cell}\0${next}`];
  });
  return [...names, `a${cells.join('\0')}`];
}

/** The key, and the key with any one character left out: two keys one edit apart share one of these. */
function keyNames({ keyText }: Entry): string[] {
  if (keyText.length < shortestKey || keyText.length > longestKey) return [];
  const names = new Set([`k${keyText}`]);
  for (let at = 0; at < keyText.length; at++) names.add(`k${keyText.slice(0, at)}${keyText.slice(at + 1)}`);
  return [...names];
}

function weigh(source: Entry, target: Entry): Candidate | undefined {
  const compared = source.cells.length;
  let [agreeing, filled] = [0, 0];
  for (let column = 0; column < compared; column++) {
    if (source.cells[column] !== target.cells[column]) continue;
    agreeing += 1;
    if (source.cells[column] !== null) filled += 1;
  }
  if (filled === 0 || agreeing * 2 < compared) return undefined;
  const why = keysAreNear(source.keyText, target.keyText) ? 'key' : 'cells';
  if (why === 'cells' && agreeing * 2 === compared) return undefined;
  const keyParts = source.key.filter((part, index) => part !== null && part === target.key[index]).length;
  return { source, target, why, agreeing, filled, keyParts };
}

function keysAreNear(a: string, b: string): boolean {
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  return short >= shortestKey && long <= longestKey && editDistance(a, b, 1) !== undefined;
}

function byLikelihood(a: Candidate, b: Candidate): number {
  return (
    b.agreeing - a.agreeing ||
    Number(b.why === 'key') - Number(a.why === 'key') ||
    b.keyParts - a.keyParts ||
    b.filled - a.filled
  );
}

/** The best pair of all, then the best of what is left, and so on. */
function choose(candidates: readonly Candidate[]): Suggestion[] {
  const sorted = [...candidates].sort(
    (a, b) => byLikelihood(a, b) || byContent(a.source, b.source) || byContent(a.target, b.target),
  );
  const [ofSource, ofTarget] = [
    Map.groupBy(sorted, ({ source }) => source),
    Map.groupBy(sorted, ({ target }) => target),
  ];
  const used = new Set<Entry>();
  const chosen: Suggestion[] = [];
  for (const one of sorted) {
    if (used.has(one.source) || used.has(one.target)) continue;
    used.add(one.source).add(one.target);
    const rivals = [...(ofSource.get(one.source) ?? []), ...(ofTarget.get(one.target) ?? [])];
    chosen.push({
      source: one.source.place,
      target: one.target.place,
      why: one.why,
      agreeing: one.agreeing,
      compared: one.source.cells.length,
      ambiguous: rivals.some((rival) => rival !== one && byLikelihood(rival, one) === 0),
    });
  }
  return chosen;
}
