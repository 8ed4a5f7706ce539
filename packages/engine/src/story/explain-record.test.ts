import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesetSchema } from '@reconcyl/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { explainRecord } from './explain-record.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

async function storyOf(source: string, target: string, record: string[], ruleset: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'reconcyl-story-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return { path: join(folder, name), displayName: name };
  };
  return explainRecord({
    source: await file('source.csv', source),
    target: await file('target.csv', target),
    workDir: join(folder, 'work'),
    threads: 2,
    ruleset: rulesetSchema.parse({ key: 'id', ...ruleset }),
    record,
  });
}

const source = lines(
  'id,name,amount,day',
  'A1,Ann,10.00,2025-03-31',
  'A2,Bob,20.00,2025-04-01',
  'A3,Cy,7.50,2025-05-01',
);
const target = lines(
  'id;name;amount;day',
  'a1;ANN;10,00;31.03.2025',
  'A2;Bob;20,05;01.04.2025',
  'A4;Cy;7,50;01.05.2025',
);

describe('the story of a record', () => {
  it('tells how a record agrees, cell by cell', async () => {
    const story = await storyOf(source, target, ['a1']);
    expect(story.key).toMatchObject({ columns: ['id'], asked: ['a1'], canonical: { source: ['a1'], target: ['a1'] } });
    expect(story.files.target).toMatchObject({ name: 'target.csv', rows: 3, dialect: { delimiter: ';' } });
    expect(story.records).toMatchObject([{ outcome: 'agrees', sourceLine: 2, targetLine: 2 }]);
    expect(story.records[0]?.columns).toMatchObject([
      { name: 'id', isKey: true, judged: 'same_value' },
      {
        name: 'name',
        judged: 'same_value',
        source: { raw: 'Ann', canonical: 'ann', reads: true },
        target: { raw: 'ANN', canonical: 'ann', reads: true },
        why: 'Written in two ways, the same text: ann.',
      },
      {
        name: 'amount',
        judged: 'same_value',
        source: { canonical: '10.00' },
        target: { raw: '10,00', canonical: '10.00' },
      },
      { name: 'day', judged: 'same_value', target: { raw: '31.03.2025', canonical: '2025-03-31' } },
    ]);
  });

  it('tells why cells differ', async () => {
    const story = await storyOf(source, target, ['A2'], { columns: { day: { ignore: true } } });
    expect(story.records).toMatchObject([{ outcome: 'differs', sourceLine: 3, targetLine: 3 }]);
    const amount = story.records[0]?.columns.find(({ name }) => name === 'amount');
    expect(amount).toMatchObject({ judged: 'differs', cause: 'value', delta: '0.05', why: 'The values differ.' });
  });

  it('tells what was forgiven', async () => {
    const story = await storyOf(source, target, ['A2'], { columns: { amount: { tolerance: { absolute: 0.05 } } } });
    expect(story.records[0]?.columns[2]).toMatchObject({
      judged: 'forgiven',
      why: 'Two values, near enough by the ruleset: up to 0.05 apart.',
    });
  });

  it('shows the near miss of a record that is missing', async () => {
    const story = await storyOf(source, target, ['A3']);
    expect(story.records).toMatchObject([
      {
        outcome: 'missing_in_target',
        sourceLine: 4,
        targetLine: null,
        nearMiss: { line: 4, key: ['A4'], why: 'cells', agreeing_cells: 3, compared_cells: 3, ambiguous: false },
      },
    ]);
    expect(story.records[0]?.columns[1]).toMatchObject({ target: null, why: 'The target has no such record.' });
  });

  it('tells every record of a repeated key', async () => {
    const twice = lines('id,name', '1,Ann', '1,Bob', '2,Cy');
    const once = lines('id,name', '1,Bob', '2,Cy');
    expect((await storyOf(twice, once, ['1'])).records).toMatchObject([
      { outcome: 'missing_in_target', sourceLine: 2, reason: 'duplicate' },
      { outcome: 'agrees', sourceLine: 3, targetLine: 2 },
    ]);
  });

  it('is empty for a record that neither file has', async () => {
    expect((await storyOf(source, target, ["x' or true --"])).records).toEqual([]);
  });

  it('needs as many cells as the key has columns', async () => {
    await expect(storyOf(source, target, ['a', 'b'])).rejects.toMatchObject({
      code: 'RECON_USAGE',
      detail: 'The key has one part (id); 2 were given.',
    });
  });
});
