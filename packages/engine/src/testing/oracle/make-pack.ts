import type { ColumnRule, RulesetInput } from '@reconcyl/contracts';
import { createRandom, type Random } from '@reconcyl/testing/random';
import {
  booleanColumn,
  dateColumn,
  decimalColumn,
  type Feature,
  oddCell,
  type SampleColumn,
  textColumn,
  timestampColumn,
} from './column-samples.ts';
import { withDebitCredit } from './debit-credit.ts';
import { type KeyMaker, keyMaker } from './key-samples.ts';
import { withScope } from './scope.ts';
import { type Dialect, plainDialect } from './write-csv.ts';

export interface RawTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly dialect: Dialect;
}

/** Two files and a ruleset. */
export interface Pack {
  readonly source: RawTable;
  readonly target: RawTable;
  readonly ruleset: RulesetInput;
}

interface Sample {
  readonly key: readonly string[];
  readonly values: readonly number[];
}

/**
 * Many small pairs under one ruleset, each with its own planted differences: missing records, edits, duplicates, keys written
 * apart, odd cells. Their keys begin with the number of their pair and their rows are mixed in both files, so that one run of the
 * engine answers for all of them.
 */
export function makePack(seed: number, cases: number, features: ReadonlySet<Feature>): Pack {
  const random = createRandom(seed);
  const keys = keyMaker(random, features);
  const columns = sampleColumns(random, features);
  // Without duplicates it is certain which records pair.
  const unique = random.chance(0.25);
  const rows: { source: string[][]; target: string[][] } = { source: [], target: [] };
  for (let number = 0; number < cases; number++) {
    for (const sample of samples(random, number, keys, columns, unique ? 1 : 4)) {
      for (const [side, times] of appearances(random, unique ? inOnce : copies)) {
        for (let copy = 0; copy < times; copy++) rows[side].push(spellRow(random, sample, keys, columns, side));
      }
    }
  }
  const rules: Record<string, Partial<ColumnRule>> = { ...keys.rules };
  for (const { name, targetName, rule } of columns) {
    rules[name] = { ...rule, ...(targetName === name ? {} : { target: targetName }) };
  }
  const dialects = { source: pickDialect(random), target: pickDialect(random) };
  const zones = features.has('zone') && random.chance(0.25) ? withZones(random, rules) : {};
  const order = random.shuffled([...keys.names, ...columns].map((_, index) => index));
  const arranged = (row: readonly string[]) => order.map((index) => row[index] ?? '');
  const pack: Pack = {
    source: {
      columns: [...keys.names, ...columns.map(({ name }) => name)],
      rows: random.shuffled(rows.source),
      dialect: dialects.source,
    },
    target: {
      columns: arranged([...keys.names, ...columns.map(({ targetName }) => targetName)]),
      rows: random.shuffled(rows.target).map(arranged),
      dialect: dialects.target,
    },
    ruleset: {
      key: [...keys.names],
      columns: rules as RulesetInput['columns'],
      ...(random.chance(0.2) ? { nulls: ['N/A', '\\N'] } : {}),
      ...(features.has('duplicates_report') && random.chance(0.1) ? { duplicates: 'report' as const } : {}),
      source: { ...sideRule(dialects.source), ...zones.source },
      target: { ...sideRule(dialects.target), ...zones.target },
    },
  };
  const amounts = columns.filter(({ isPlainAmount }) => isPlainAmount);
  const whole = features.has('scope') && random.chance(0.15) ? withScope(pack, random) : pack;
  return features.has('debit_credit') && amounts.length > 0 && random.chance(0.2)
    ? withDebitCredit(whole, random.pick(amounts), random)
    : whole;
}

type Zones = Partial<Record<'source' | 'target', { zone: string }>>;

/** Times of each side are those of a place. To which zone they would be cut to hours or days, no rule says. */
function withZones(random: Random, rules: Record<string, Partial<ColumnRule>>): Zones {
  for (const rule of Object.values(rules)) {
    if (rule.precision === 'day' || rule.precision === 'hour') rule.precision = 'minute';
  }
  const zone = () => ({ zone: random.pick(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC']) });
  return { source: zone(), ...(random.chance(0.7) ? { target: zone() } : {}) };
}

const pickDialect = (random: Random): Dialect => ({
  delimiter: random.pick([',', ',', ';', '\t', '|']),
  lineEnd: random.pick(['\n', '\r\n']),
  quoteAll: random.chance(0.2),
});

/** So little text tells nothing of its dialect. */
export const sideRule = ({ delimiter }: Dialect = plainDialect) => ({
  encoding: 'utf-8',
  delimiter,
  quote: '"' as const,
  escape: 'doubled' as const,
  header: true,
  skip_lines: 0,
});

function sampleColumns(random: Random, features: ReadonlySet<Feature>): SampleColumn[] {
  const makers = [textColumn, textColumn, decimalColumn, decimalColumn, dateColumn, timestampColumn];
  if (features.has('boolean')) makers.push(booleanColumn);
  return Array.from({ length: random.between(1, 4) }, (_, index) => {
    const name = `${random.pick(['amount', 'Name', 'booked on', 'Z', 'note'])} ${index}`;
    const column = random.pick(makers)(random, name, features);
    const targetName = random.pick([name, name, name.toUpperCase().replace(' ', '_'), `other ${index}`]);
    return { ...column, targetName };
  });
}

/** The records of one small pair: some share a key, some a key that is only written apart. */
function samples(
  random: Random,
  number: number,
  keys: KeyMaker,
  columns: readonly SampleColumn[],
  most: number,
): Sample[] {
  const list: Sample[] = [];
  for (let count = random.between(1, most); count > 0; count--) {
    const twin = list.length > 0 && random.chance(0.3) ? random.pick(list) : undefined;
    const fresh = () => columns.map((column) => column.fresh(random));
    list.push({
      key: twin?.key ?? keys.fresh(random, number),
      values: twin !== undefined && random.chance(0.6) ? edited(random, twin.values, columns) : fresh(),
    });
  }
  return list;
}

const edited = (random: Random, values: readonly number[], columns: readonly SampleColumn[]): number[] =>
  values.map((value, index) => (random.chance(0.7) ? value : (columns[index]?.near(random, value) ?? value)));

const copies = [
  [1, 1],
  [1, 1],
  [1, 1],
  [1, 1],
  [1, 1],
  [1, 0],
  [0, 1],
  [2, 1],
  [1, 2],
  [2, 2],
  [3, 2],
] as const;

const inOnce = copies.filter(([source, target]) => source < 2 && target < 2);

function appearances(random: Random, choices: readonly (readonly [number, number])[]): ['source' | 'target', number][] {
  const [source, target] = random.pick(choices);
  return [
    ['source', source],
    ['target', target],
  ];
}

function spellRow(
  random: Random,
  sample: Sample,
  keys: KeyMaker,
  columns: readonly SampleColumn[],
  side: 'source' | 'target',
): string[] {
  const values = random.chance(0.25) ? edited(random, sample.values, columns) : sample.values;
  const cells = columns.map((column, index) => {
    if (random.chance(0.04)) return oddCell(random);
    return random.chance(0.05) ? '' : column.spell(random, values[index] ?? 0, side);
  });
  return [...keys.spell(random, sample.key, side), ...cells];
}
