import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FixturePair } from './fixture-folder.ts';
import { type FixtureAnswer, type FixtureRunOptions, runFixture } from './fixture-run.ts';

/** Reconciles a fixture whose files have their rows in the opposite order. Its rows must be lines under one line of header. */
export async function runTurnedAround(fixture: FixturePair, options: FixtureRunOptions): Promise<FixtureAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-fixture-turned-'));
  try {
    const turned = { source: join(folder, 'source.csv'), target: join(folder, 'target.csv') };
    await writeFile(turned.source, turnAround(await readFile(fixture.source, 'utf8')));
    await writeFile(turned.target, turnAround(await readFile(fixture.target, 'utf8')));
    return await runFixture({ ...fixture, ...turned }, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function turnAround(text: string): string {
  const [header = '', ...rows] = text.replace(/\n$/, '').split('\n');
  return `${[header, ...rows.reverse()].join('\n')}\n`;
}

/** What must be the same wherever the rows stand; lists are put in the order of their contents. */
export function withoutLines(answer: FixtureAnswer): unknown {
  if ('error' in answer) return { error: answer.error };
  const { counts, key, control_totals, causes, verdict } = answer.summary;
  return {
    summary: { counts, key, control_totals, causes, verdict },
    breaks: sorted(
      answer.breaks.map(({ ordinal: _, source_line: _source, target_line: _target, near_miss, ...rest }) => ({
        ...rest,
        // Of equally likely records any may be the one that is shown.
        ...(near_miss === undefined ? {} : { near_miss: near_miss.ambiguous ? 'ambiguous' : near_miss.key }),
      })),
    ),
    duplicates: sorted(
      answer.duplicates.map(({ source_lines: source, target_lines: target, ...rest }) => ({
        ...rest,
        lines: [source.length, target.length],
      })),
    ),
    groups: sorted(
      answer.groups.map(({ source_lines: source, target_lines: target, ...rest }) => ({
        ...rest,
        lines: [source.length, target.length],
      })),
    ),
  };
}

function sorted(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}
