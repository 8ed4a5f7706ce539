import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isGone, processIdentity } from './process-identity.ts';

const [origin = ''] = processIdentity.split('|');

describe('isGone', () => {
  it('knows that this process lives', () => {
    expect(isGone(processIdentity)).toBe(false);
  });

  it('knows that a process has ended', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(isGone(`${origin}|${pid}|x`)).toBe(true);
  });

  it('does not judge what it cannot see: the process of another host or container', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(isGone(`elsewhere/pid:[1]|${pid}|x`)).toBe(false);
  });
});
