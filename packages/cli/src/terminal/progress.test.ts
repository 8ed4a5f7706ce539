import { describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { createProgress } from './progress.ts';

describe('createProgress', () => {
  it('draws a bar on a terminal that never goes back, and takes it away at the end', () => {
    const io = fakeIo({ isTTY: true, env: { NO_COLOR: '1' } });
    const progress = createProgress(io, false);
    progress.show('reading', 0.5, 1200);
    progress.show('comparing', 0.25);
    progress.show('comparing', 0.6);
    progress.end();
    const frames = io.stderrText().split('\r\x1b[2K').slice(1);
    expect(frames).toHaveLength(3);
    expect(frames[0]).toMatch(/━+─+ {2}50% {2}reading · 1,200 rows/);
    expect(frames[1]).toContain(' 60%  comparing');
    expect(frames[2]).toBe('');
  });

  it('writes one plain line a step elsewhere', () => {
    const io = fakeIo();
    const progress = createProgress(io, false);
    for (const fraction of [0, 0.1, 0.2]) progress.show('reading', fraction);
    progress.show('comparing', 0.5);
    progress.show('reading', 0.4);
    progress.end();
    expect(io.stderrText()).toBe('reading …\ncomparing …\n');
  });

  it('is silent when asked to be', () => {
    const io = fakeIo({ isTTY: true });
    const progress = createProgress(io, true);
    progress.show('reading', 0.5);
    progress.end();
    expect(io.stderrText()).toBe('');
  });
});
