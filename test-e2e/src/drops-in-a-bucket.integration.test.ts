import { afterEach, describe, expect, it } from 'vitest';
import { json, request } from './support/client.ts';
import { type ProcessesOfTests, startProcesses } from './support/processes.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { testTimeoutMs, until } from './support/until.ts';

const options = { timeout: testTimeoutMs };
const never = '86400000';
const names = Array.from({ length: 12 }, (_, n) => `name-${n}`);
const csv = (name: string, amount: number) => `id,amount\n1,10\n${name},${amount}\n`;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
}, testTimeoutMs);

async function started(env: Readonly<Record<string, string>>, how = {}): Promise<ProcessesOfTests> {
  const { path, remove } = await temporaryFolder();
  ends.push(remove);
  const system = await startProcesses(path, env, how);
  ends.push(system.stop);
  return system;
}

async function drop({ box }: ProcessesOfTests, name: string): Promise<void> {
  await box.put(`inbox/${name}/source.csv`, csv(name, 20));
  await box.put(`inbox/${name}/target.csv`, csv(name, 21));
}

const runOf = ({ box }: ProcessesOfTests, name: string) =>
  until(`the outbox of ${name}`, async () => {
    const text = await box.get(`outbox/${name}/run.json`);
    return text === undefined ? undefined : (JSON.parse(text) as { task_id: string; run: number; status: string });
  });

/** The reconciliations of a name. */
async function idsOf({ url }: ProcessesOfTests, name: string): Promise<string[]> {
  const answer = await request(`${url}/api/v1/reconciliations?name=${name}`);
  return (json(answer) as { items: { task_id: string }[] }).items.map(({ task_id }) => task_id);
}

/** Every pair has come to its report, and was run once. */
async function expectOneReportEach(system: ProcessesOfTests): Promise<void> {
  for (const name of names) {
    const run = await runOf(system, name);
    expect(run).toMatchObject({ run: 1, status: 'completed' });
    expect(await system.box.get(`outbox/${name}/report.csv`)).toContain(name);
    await until(`the list to show ${name}`, async () => (await idsOf(system, name)).length > 0);
    expect(await idsOf(system, name)).toEqual([run.task_id]);
  }
}

describe('files that are dropped into a bucket', () => {
  it('are run when the bucket tells of them, whether or not anybody looks', options, async () => {
    const system = await started({ INBOX_SWEEP_MS: never });
    await drop(system, 'told');
    const first = await runOf(system, 'told');
    expect(first).toMatchObject({ run: 1, status: 'completed' });
    // While NATS is away one target keeps what it has to tell.
    await system.nats.stop();
    await drop(system, 'told-late');
    await system.nats.start();
    expect(await runOf(system, 'told-late')).toMatchObject({ run: 1, status: 'completed' });
    expect(await idsOf(system, 'told')).toEqual([first.task_id]);
  });

  it('are all run, and once, when the bucket is killed in the middle of them', options, async () => {
    const system = await started({ INBOX_SWEEP_MS: '1000' });
    const dropAgainWhileAway = (name: string) =>
      until(`${name} to be dropped`, () =>
        drop(system, name).then(
          () => true,
          () => false,
        ),
      );
    const dropping = Promise.all(names.map(dropAgainWhileAway));
    await until('a few to be there', async () => (await system.box.get(`inbox/${names[3]}/target.csv`)) !== undefined);
    await system.minio.kill();
    await system.minio.start();
    await dropping;
    await expectOneReportEach(system);
  });

  it('are found when all that the bucket would tell is lost', options, async () => {
    const system = await started({ INBOX_SWEEP_MS: '1000' }, { notices: false });
    await Promise.all(names.map((name) => drop(system, name)));
    await expectOneReportEach(system);
  });
});
