import { ReconcylError } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { type Keep, runMain } from './run-main.ts';

/** Runs it without ending this process. */
async function run(start: (keep: Keep, said: string[]) => Promise<void>) {
  const said: string[] = [];
  const lines: string[] = [];
  await runMain('test', (keep) => start(keep, said), {
    destination: { write: (line) => void lines.push(line) },
    exit: (code) => void said.push(`exit ${code}`),
  });
  return { said, lines };
}

const closable = (name: string, said: string[]) => ({ close: async () => void said.push(`close ${name}`) });

describe('runMain', () => {
  it('closes what was opened, last first, and lets the process end by itself', async () => {
    const { said, lines } = await run(async (keep, said) => {
      keep(closable('store', said));
      keep(closable('bus', said));
      said.push('run');
    });
    expect([said, lines]).toEqual([['run', 'close bus', 'close store'], []]);
  });

  it('closes what was opened when the rest cannot be, and ends with 1', async () => {
    const { said, lines } = await run(async (keep, said) => {
      keep(closable('store', said));
      throw new ReconcylError('RECON_UNAVAILABLE', 'No bus answers.');
    });
    expect(said).toEqual(['close store', 'exit 1']);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', service: 'test', code: 'RECON_UNAVAILABLE', msg: expect.stringContaining('No bus answers.') },
    ]);
    expect(lines.join()).not.toContain('run-main');
  });

  it('closes the others when one cannot be closed, and says so', async () => {
    const { said, lines } = await run(async (keep, said) => {
      keep(closable('store', said));
      keep({ close: () => Promise.reject(new Error('no')) });
    });
    expect(said).toEqual(['close store', 'exit 1']);
    expect(lines).toHaveLength(1);
  });

  it('tells where an error without a code comes from, and not its message', async () => {
    const { said, lines } = await run(() => Promise.reject(new TypeError('bad address hush')));
    expect(said).toEqual(['exit 1']);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: { name: 'TypeError', stack: expect.any(Array) } });
    expect(lines.join()).not.toContain('hush');
  });
});
