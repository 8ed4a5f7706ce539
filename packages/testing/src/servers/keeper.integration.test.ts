import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runProcess } from '../run-process.ts';
import { isListened } from './testing/is-listened.ts';

it('leaves no server and no folder of them behind when the process of a test is killed, be a server frozen or restarted', async () => {
  const test = runProcess(new URL('./testing/start-and-wait.ts', import.meta.url));
  const servers = JSON.parse(await test.line('[')) as { port: number; dataDir: string }[];
  expect(servers).toHaveLength(5);
  for (const { port, dataDir } of servers) {
    expect(await isListened(port)).toBe(true);
    expect(existsSync(dataDir)).toBe(true);
  }

  await test.kill();

  await vi.waitFor(
    async () => {
      expect(await Promise.all(servers.map(({ port }) => isListened(port)))).not.toContain(true);
      expect(servers.filter(({ dataDir }) => existsSync(dirname(dataDir)))).toEqual([]);
    },
    { timeout: 30_000, interval: 50 },
  );
});
