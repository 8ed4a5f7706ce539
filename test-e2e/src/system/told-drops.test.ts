import { expect, it } from 'vitest';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs, until } from '../support/until.ts';

/** Nobody looks through the inbox but at the start. */
const system = systemOfTests({ INBOX_SWEEP_MS: '86400000', DROP_QUIET_MS: '100' });

it('files are run as soon as they are dropped, whether or not anybody looks', { timeout: testTimeoutMs }, async () => {
  const { put, get } = system().box;
  await put('inbox/told/source.csv', 'id,amount\n1,10\n2,20\n');
  await put('inbox/told/target.csv', 'id,amount\n1,10\n2,21\n');
  const run = await until('the outbox', () => get('outbox/told/run.json'));
  expect(JSON.parse(run)).toMatchObject({ run: 1, status: 'completed', counts: { differing_cells: 1 } });
});
