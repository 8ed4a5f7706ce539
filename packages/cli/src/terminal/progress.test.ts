import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { createProgress } from './progress.ts';

const plain = { NO_COLOR: '1' };
/** The cursor goes up to the line of the bar, which is erased. */
const upAndErased = '\u001b[1A\u001b[2K\u001b[G';
const waiting = { timeout: 15_000, interval: 5 };

/** The lines of all frames that were drawn, one below the other. */
function drawn(io: { stderrText: () => string }): string[] {
  return stripVTControlCharacters(io.stderrText())
    .split('\n')
    .filter((line) => line.trim() !== '');
}

describe('createProgress on a terminal', () => {
  it('draws a bar that never goes back, and takes it away at the end', async () => {
    const io = fakeIo({ isTTY: true, env: plain });
    const progress = createProgress(io, false);
    progress.show('reading', 0.5, 1200);
    await vi.waitFor(
      () => expect(drawn(io)).toEqual([`${'━'.repeat(16)}${'─'.repeat(16)}  50%  reading · 1,200 rows`]),
      waiting,
    );
    progress.show('comparing', 0.25);
    progress.show('comparing', 0.75);
    await vi.waitFor(() => expect(drawn(io)).toHaveLength(2), waiting);
    expect(drawn(io)[1]).toBe(`${'━'.repeat(24)}${'─'.repeat(8)}  75%  comparing`);
    progress.end();
    expect(io.stderrText()).toContain(upAndErased);
    expect(io.stderrText().split(upAndErased).at(-1)).toBe('\u001b[?2026l');
    const before = io.stderrText();
    progress.show('writing', 0.9);
    progress.end();
    expect(io.stderrText()).toBe(before);
  });

  it('draws nothing for what is over at once', async () => {
    const io = fakeIo({ isTTY: true });
    const progress = createProgress(io, false);
    progress.show('reading', 0.5);
    progress.end();
    const longer = fakeIo({ isTTY: true });
    const other = createProgress(longer, false);
    other.show('reading', 0.5);
    await vi.waitFor(() => expect(drawn(longer)).toHaveLength(1), waiting);
    other.end();
    expect(io.stderrText()).toBe('');
  });

  it.each([60, 40, 24])('stays on one line of a terminal of %i columns', async (columns) => {
    const io = fakeIo({ isTTY: true, env: plain });
    Object.assign(io.stderr, { columns });
    const progress = createProgress(io, false);
    progress.show('comparing', 0.5, 12_345_678);
    await vi.waitFor(() => expect(drawn(io)).toHaveLength(1), waiting);
    progress.end();
    const [line = ''] = drawn(io);
    expect(line).toContain(' 50%  comparing');
    expect(line.length).toBeLessThan(columns);
  });

  it('leaves the cursor, standard input and the signals alone', async () => {
    const signals = process.listenerCount('SIGINT');
    const io = fakeIo({ isTTY: true });
    const progress = createProgress(io, false);
    progress.show('reading', 0.5);
    await vi.waitFor(() => expect(drawn(io)).toHaveLength(1), waiting);
    progress.end();
    expect(io.stderrText()).not.toContain('\u001b[?25');
    expect(process.listenerCount('SIGINT')).toBe(signals);
    expect(io.stdin.listenerCount('data') + io.stdin.listenerCount('readable')).toBe(0);
  });
});

describe('createProgress', () => {
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
