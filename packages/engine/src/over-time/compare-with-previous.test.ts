import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Break, type Resolved, type RulesetInput, rulesetSchema, type Summary } from '@reconcyl/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openResult } from '../result/index.ts';
import { run } from '../run.ts';

let folder = '';
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reconcyl-engine-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly dir: string;
  readonly summary: Summary;
  readonly breaks: Break[];
  readonly resolved: Resolved[];
}

async function reconciled(
  source: string,
  target: string,
  { previous, ruleset = { key: 'id' } }: { previous?: Outcome; ruleset?: RulesetInput } = {},
): Promise<Outcome> {
  const dir = join(folder, String(runs++));
  await mkdir(join(dir, 'out'), { recursive: true });
  const files = {
    source: { path: join(dir, 'source.csv'), displayName: 'source.csv' },
    target: { path: join(dir, 'target.csv'), displayName: 'target.csv' },
  };
  await writeFile(files.source.path, source);
  await writeFile(files.target.path, target);
  const { summary } = await run({
    ...files,
    ruleset: rulesetSchema.parse(ruleset),
    workDir: join(dir, 'work'),
    outDir: join(dir, 'out'),
    previousDir: previous && join(previous.dir, 'out'),
  });
  const result = await openResult(join(dir, 'out'));
  try {
    const breaks = await Array.fromAsync(result.eachBreak());
    return { dir, summary, breaks, resolved: await Array.fromAsync(result.eachResolved()) };
  } finally {
    await result.close();
  }
}

const rows = (...lines: string[]) => `id,amount,note\n${lines.join('\n')}\n`;

describe('a result and the one before it', () => {
  it('say which breaks are new, which persist and for how long, and which were changed', async () => {
    const first = await reconciled(rows('A1,10.00,x', 'A2,20.00,x', 'A3,30.00,x'), rows('a1,11.00,x', 'A2,20.00,y'));
    expect(first.summary.over_time).toBeUndefined();
    const second = await reconciled(
      rows('A1,10.00,x', 'A2,20.00,x', 'A3,30.00,x', 'A4,1.00,x'),
      rows('A1,12.00,x', 'A2,20.00,y', 'A4,2.00,x'),
      { previous: first },
    );
    expect(second.summary.over_time).toEqual({
      comparable: true,
      new: 1,
      persisting: 3,
      changed: 1,
      resolved: 0,
      by_rule: 0,
      gone: 0,
    });
    expect(second.breaks.map(({ key, history }) => [key[0], history])).toEqual([
      ['A1', { status: 'persisting', age: 2, changed: true }],
      ['A2', { status: 'persisting', age: 2, changed: false }],
      ['A3', { status: 'persisting', age: 2, changed: false }],
      ['A4', { status: 'new', age: 1, changed: false }],
    ]);
    const third = await reconciled(
      rows('A1,10.00,x', 'A2,20.00,x', 'A3,30.00,x', 'A4,1.00,z'),
      rows('A1,12.00,x', 'A2,20.00,y', 'A4,2.00,x'),
      { previous: second },
    );
    expect(third.breaks.map(({ history }) => history?.age)).toEqual([3, 3, 3, 2]);
    // The amount of A4 differs for the second time, its note for the first.
    expect(third.breaks[3]?.differences.map(({ column, age }) => [column, age])).toEqual([
      ['amount', 2],
      ['note', 1],
    ]);
  });

  it('say how a break ended: agreed, forgiven by a rule, or gone with its key', async () => {
    const first = await reconciled(
      rows('1,10.00,x', '2,20.00,x', '3,30.00,x', '4,40.00,x', '5,50.00,x'),
      rows('1,11.00,x', '2,20.00,y', '3,30.01,x', '6,60.00,x'),
    );
    const second = await reconciled(
      rows('1,10.00,x', '2,20.00,x', '3,30.00,x', '4,40.00,x'),
      rows('1,10.00,x', '2,20.00,y', '3,30.01,x', '4,40.00,x'),
      {
        previous: first,
        ruleset: { key: 'id', ignore: ['note'], columns: { amount: { tolerance: { absolute: '0.05' } } } },
      },
    );
    expect(second.summary.over_time).toMatchObject({ new: 0, persisting: 0, resolved: 2, by_rule: 2, gone: 2 });
    expect(second.resolved).toEqual([
      { key: ['1'], column: 'amount', kind: 'discrepancy', age: 1, how: 'resolved' },
      { key: ['2'], column: 'note', kind: 'discrepancy', age: 1, how: 'by_rule' },
      { key: ['3'], column: 'amount', kind: 'discrepancy', age: 1, how: 'by_rule' },
      { key: ['4'], kind: 'missing_in_target', age: 1, how: 'resolved' },
      { key: ['5'], kind: 'missing_in_target', age: 1, how: 'gone' },
      { key: ['6'], kind: 'missing_in_source', age: 1, how: 'gone' },
    ]);
  });

  it('do not call a record changed for the amount that its debit and credit make', async () => {
    const ruleset: RulesetInput = {
      key: 'id',
      target: { debit_credit: { debit: 'debit', credit: 'credit', as: 'amount' } },
    };
    const target = 'id,debit,credit\n1,,10.00\n2,5.00,\n';
    const first = await reconciled('id,amount\n1,10.00\n', target, { ruleset });
    const second = await reconciled('id,amount\n1,10.00\n', target, { previous: first, ruleset });
    expect(second.summary.over_time).toMatchObject({ new: 0, persisting: 1, changed: 0 });
  });

  it('are not compared when their keys are other columns', async () => {
    const first = await reconciled(rows('1,10.00,x'), rows('1,11.00,x'));
    const second = await reconciled(rows('1,10.00,x'), rows('1,11.00,x'), {
      previous: first,
      ruleset: { key: 'note' },
    });
    expect(second.summary.over_time).toMatchObject({ comparable: false, reason: expect.stringContaining('id') });
    expect(second.breaks[0]?.history).toBeUndefined();
  });

  it('refuse a folder that holds no result', async () => {
    const nothing = { dir: join(folder, 'nothing') } as Outcome;
    await expect(reconciled(rows('1,1.00,x'), rows('1,1.00,x'), { previous: nothing })).rejects.toMatchObject({
      code: 'RECON_FILE_NOT_READABLE',
    });
  });
});
