import { createRandom, type Random } from '@reconcyl/testing/random';
import type { Table } from './types.ts';
import { writeCsv } from './write-csv.ts';

/** Two small files without a ruleset. */
export interface KeyPair {
  readonly source: Table;
  readonly target: Table;
}

type Maker = (random: Random, rows: number) => (row: number) => string;

/** Columns that are a key, nearly one, part of one, or none. */
const makers: Readonly<Record<string, Maker>> = {
  number: (random) => {
    const first = random.between(100, 9000);
    return (row) => String(first + 7 * row);
  },
  code: () => (row) => `K-${String(row * 37).padStart(4, '0')}`,
  counter: () => (row) => String(row + 1),
  name: (random) => {
    const first = random.shuffled(['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal']);
    return (row) =>
      `${first[row % 8]} ${['Ash', 'Birk', 'Carr', 'Dell', 'East', 'Fox', 'Gray'][Math.trunc(row / 8) % 7]}`;
  },
  day: (random) => {
    const step = random.pick([1, 1, 0]);
    const start = random.between(0, 300);
    return (row) => new Date(Date.UTC(2024, 0, 1 + start + (step === 1 ? row : row % 9))).toISOString().slice(0, 10);
  },
  amount: (random) => {
    const shift = random.below(1000);
    return (row) => `${row * 13 + shift}.${10 + (row % 90)}`;
  },
  group: (random) => {
    const size = random.between(2, 6);
    return (row) => `G${Math.trunc(row / size)}`;
  },
  place: (random) => {
    const size = random.between(2, 6);
    // The first has none: a blank part of a key meets a blank one.
    const first = random.pick(['0', '']);
    return (row) => (row % size === 0 ? first : String(row % size));
  },
  status: () => (row) => ['open', 'paid', 'void'][row % 3] ?? '',
};

export function makeKeyPair(seed: number): KeyPair {
  const random = createRandom(seed);
  const rows = random.between(6, 60);
  const names = random.shuffled(Object.keys(makers)).slice(0, random.between(3, 6));
  const writers = names.map((name) => makers[name]?.(random, rows));
  const record = (row: number) => writers.map((write) => write?.(row) ?? '');
  const list = Array.from({ length: rows }, (_, row) => record(row));
  const keep = (share: number) => list.filter(() => random.chance(share));
  const source = changed(random, keep(random.pick([1, 1, 0.9])), 0);
  const target = changed(random, keep(random.pick([1, 1, 0.9, 0.6])), random.pick([0, 0, 0.02, 0.1]));
  // A counter counts the rows of its own file.
  const counter = names.indexOf('counter');
  const counted = (all: readonly (readonly string[])[]) =>
    all.map((row, place) => row.map((cell, index) => (index === counter ? String(place + 1) : cell)));
  const copy = random.chance(0.2) ? [random.pick(source)] : [];
  return {
    source: writeCsv(names, counted([...source, ...copy])).table,
    target: writeCsv(names, random.chance(0.5) ? counted(target) : random.shuffled(counted(target))).table,
  };
}

/** Some cells become those of another record. */
const changed = (random: Random, rows: readonly (readonly string[])[], share: number): string[][] =>
  rows.map((row) => row.map((cell, index) => (random.chance(share) ? (random.pick(rows)[index] ?? cell) : cell)));
