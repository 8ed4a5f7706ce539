import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RulesetInput, rulesetSchema } from '@reconcyl/contracts';
import { inspect } from '../../inspect/inspect.ts';
import type { Plan } from '../../types.ts';
import { type Inferred, inferKinds, type RawColumn, readDecimal, readTemporal } from './infer-kind.ts';
import { type KindPack, makeKindPack } from './kind-samples.ts';
import { sideRule } from './make-pack.ts';
import { trimmed } from './read-text.ts';
import { writeCsv } from './write-csv.ts';

/** A column whose kind the engine sees differently. */
export interface KindDisagreement {
  readonly seed: number;
  readonly name: string;
  readonly why: string;
  readonly expected: Inferred;
  readonly seen: unknown;
  readonly column: RawColumn;
}

/** Holds the kinds that the engine infers to those of the oracle, for all columns of the pack of a seed. */
export async function holdKinds(seed: number, columns: number): Promise<KindDisagreement[]> {
  const pack = makeKindPack(seed, columns);
  const expected = inferKinds(pack.columns);
  const plan = await planFor(pack.columns);
  return pack.columns.flatMap((column, index) => {
    const wanted = expected[index];
    if (wanted === undefined) throw new Error('a column without a kind');
    const why = whatDiffers(column, wanted, plan);
    const seen = plan.columns.find(({ name }) => name === column.name);
    return why === undefined
      ? []
      : [
          {
            seed,
            name: column.name,
            why,
            expected: wanted,
            seen: [seen?.kind, seen?.formats, seen?.evidence],
            column,
          },
        ];
  });
}

function planFor(columns: KindPack['columns']): Promise<Plan> {
  const write = (side: 'source' | 'target') => {
    const rows = (columns[0]?.[side] ?? []).map((_, row) => [
      `id${row}`,
      ...columns.map((column) => column[side][row] ?? ''),
    ]);
    return writeCsv(['id', ...columns.map(({ name }) => name)], rows).text;
  };
  const ruleset = { key: 'id', source: sideRule(), target: sideRule() };
  return planOf(write('source'), write('target'), ruleset);
}

/** The engine's plan for two files. */
export async function planOf(source: string, target: string, ruleset: RulesetInput): Promise<Plan> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-engine-'));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return { path: join(folder, name), displayName: name };
  };
  try {
    return await inspect({
      source: await file('source.csv', source),
      target: await file('target.csv', target),
      workDir: join(folder, 'work'),
      threads: 1,
      ruleset: rulesetSchema.parse(ruleset),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const isWarnedOf = ({ warnings }: Plan, name: string): boolean =>
  warnings.some(({ message }) => new RegExp(`olumn ${name}\\b`).test(message));

function whatDiffers(column: RawColumn, wanted: Inferred, plan: Plan): string | undefined {
  const seen = plan.columns.find(({ name }) => name === column.name);
  if (seen === undefined || seen.kind !== wanted.kind) return 'kind';
  if (wanted.undecided && !isWarnedOf(plan, column.name)) return 'no warning';
  if (wanted.formats === undefined) return undefined;
  // Formats that say the same of every cell are as good as each other.
  const read = wanted.kind === 'decimal' ? readDecimal : readTemporal;
  for (const side of ['source', 'target'] as const) {
    const format = { wanted: wanted.formats[side], seen: seen.formats?.[side].replace('%', '') ?? '' };
    const unlike = column[side].some((cell) => read(trimmed(cell), format.wanted) !== read(trimmed(cell), format.seen));
    if (unlike) return `format of ${side}`;
  }
  return undefined;
}
