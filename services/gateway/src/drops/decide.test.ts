import type { DropDocument, OutcomeDocument } from '@reconcyl/contracts';
import { describe, expect, it } from 'vitest';
import { attemptToShow, decideRun, type LastRun, type Sight } from './decide.ts';
import type { DroppedFile, DroppedFiles } from './dropped-files.ts';
import { completeFiles, dropTaskId, pairOf } from './pair.ts';

const now = new Date('2026-03-01T00:00:00.000Z');
const times = { quietMs: 2000, settleMs: 60_000 };
const ago = (ms: number) => new Date(now.getTime() - ms);

const file = (etag: string, modifiedAt = ago(3_600_000)): DroppedFile => ({
  key: etag,
  fileName: 'source.csv',
  sizeBytes: 1,
  etag,
  modifiedAt,
});
/** `s1 t1 r1`: the versions of source, target and ruleset. */
const filesOf = (versions: string): DroppedFiles =>
  Object.fromEntries(
    versions
      .split(' ')
      .map((version) => [{ s: 'source', t: 'target', r: 'ruleset' }[version[0] ?? ''] ?? '', file(version)]),
  );
const ended = (status: 'completed' | 'failed', attempt = 1): LastRun => ({
  kind: 'ended',
  outcome: { status, attempt } as OutcomeDocument,
});

function lastOf(versions: string, run: LastRun, more: Partial<DropDocument> = {}): NonNullable<Sight['last']> {
  const files = completeFiles(filesOf(versions));
  if (files === undefined) throw new Error('not a pair');
  const document: DropDocument = {
    version: 1,
    run: 1,
    taskId: dropTaskId('default', 'bank', pairOf(files)),
    pair: pairOf(files),
    droppedAt: ago(3_600_000).toISOString(),
    ...more,
  };
  return { document, run };
}

const decide = (files: DroppedFiles, last?: Sight['last'], seenForMs = 0, pairing?: Sight['pairing']) =>
  decideRun({ files, last, now, seenForMs, pairing }, times);

describe('the files of a name', () => {
  it.each(['s1', 't1', 's1 r1', 'r1'])('wait for the other one: %s', (versions) => {
    expect(decide(filesOf(versions))).toEqual({ kind: 'none' });
  });

  it('are run once both are there', () => {
    expect(decide(filesOf('s1 t1'))).toMatchObject({ kind: 'run' });
    expect(decide(filesOf('t1 r1 s1'))).toMatchObject({ kind: 'run', files: { ruleset: { etag: 'r1' } } });
  });

  it.each<LastRun>([
    { kind: 'working' },
    ended('completed'),
    ended('failed'),
    { kind: 'refused' },
    { kind: 'deleted' },
  ])('are run once, whatever became of it: %j', (run) => {
    expect(decide(filesOf('s1 t1 r1'), lastOf('s1 t1 r1', run))).toEqual({ kind: 'none' });
  });

  it('are run on where whoever had begun to accept them died', () => {
    expect(decide(filesOf('s1 t1'), lastOf('s1 t1', { kind: 'claimed' }))).toMatchObject({ kind: 'run' });
  });

  it('that were refused are tried again when the same bytes are dropped anew', () => {
    const last = lastOf('s1 t1', { kind: 'refused' });
    const files = { ...filesOf('s1 t1'), source: file('s1', ago(10_000)) };
    expect(decide(files, last)).toMatchObject({ kind: 'run' });
    expect(decide(files, lastOf('s1 t1', ended('failed')))).toEqual({ kind: 'none' });
  });

  it('wait for the run before, and go then', () => {
    const working = lastOf('s1 t1', { kind: 'working' });
    expect(decide(filesOf('s2 t2'), working)).toMatchObject({ kind: 'queued', files: { source: { etag: 's2' } } });
    expect(decide(filesOf('s2 t1'), working)).toEqual({ kind: 'queued', files: undefined });
    expect(decide(filesOf('s2 t1'), working, 60_000)).toMatchObject({ kind: 'queued', files: {} });
    expect(decide(filesOf('s2 t2'), lastOf('s1 t1', ended('failed')))).toMatchObject({ kind: 'run' });
    expect(decide(filesOf('s2 t2'), lastOf('s1 t1', { kind: 'deleted' }))).toMatchObject({ kind: 'run' });
  });

  it('go at once when both are new, with the old ruleset or another one', () => {
    expect(decide(filesOf('s2 t2 r1'), lastOf('s1 t1 r1', ended('completed')))).toMatchObject({ kind: 'run' });
    expect(decide(filesOf('s2 t2 r2'), lastOf('s1 t1 r1', ended('completed')))).toMatchObject({ kind: 'run' });
  });

  it.each(['s2 t1 r1', 's1 t2 r1', 's1 t1 r2', 's1 t1'])(
    'of which only part is new wait for the rest: %s',
    (versions) => {
      const last = lastOf('s1 t1 r1', ended('completed'));
      expect(decide(filesOf(versions), last, 1000)).toEqual({ kind: 'wait', forMs: 59_000 });
      expect(decide(filesOf(versions), last, 60_000)).toMatchObject({ kind: 'run' });
    },
  );

  it('of which only part is newer than the pair that waits wait for the rest, too', () => {
    const { pair: waiting } = lastOf('s2 t2', { kind: 'working' }).document;
    const waits = { waiting, waitingDroppedAt: ago(20_000).toISOString() };
    const last = lastOf('s1 t1', ended('completed'), waits);
    expect(decide(filesOf('s3 t2'), last, 1000)).toEqual({ kind: 'wait', forMs: 59_000 });
    expect(decide(filesOf('s3 t2'), last, 60_000)).toMatchObject({ kind: 'run' });
    expect(decide(filesOf('s2 t2'), last)).toMatchObject({ kind: 'run' });
    expect(decide(filesOf('s3 t3'), last)).toMatchObject({ kind: 'run' });
    const working = lastOf('s1 t1', { kind: 'working' }, waits);
    expect(decide(filesOf('s3 t2'), working, 1000)).toEqual({ kind: 'queued', files: undefined });
  });

  describe('that must both be new', () => {
    const day = 86_400_000;
    const both = (files: DroppedFiles, last?: Sight['last']) => decide(files, last, day, 'both-new');
    const completed = lastOf('s1 t1 r1', ended('completed'));

    it.each(['s2 t1 r1', 's1 t2 r1', 's2 t1 r2'])('wait for the other one, however long that takes: %s', (versions) => {
      expect(both(filesOf(versions), completed)).toEqual({ kind: 'none' });
      expect(decide(filesOf(versions), completed, day, 'any')).toMatchObject({ kind: 'run' });
    });

    it.each(['s2 t2 r1', 's2 t2 r2', 's1 t1 r2'])('go when they are, or when only the ruleset is: %s', (versions) => {
      expect(both(filesOf(versions), completed)).toMatchObject({ kind: 'run' });
      expect(both(filesOf(versions))).toMatchObject({ kind: 'run' });
    });

    it('are also when one of them was put there once more with the same bytes', () => {
      const files = filesOf('s2 t1 r1');
      expect(both({ ...files, target: file('t1', ago(10_000)) }, completed)).toMatchObject({ kind: 'run' });
      expect(both({ ...files, source: file('s2', ago(10_000)) }, completed)).toEqual({ kind: 'none' });
    });

    it('are not mixed with the pair that waits either', () => {
      const waiting = lastOf('s2 t2', { kind: 'working' }).document.pair;
      const waits = { waiting, waitingDroppedAt: ago(20_000).toISOString() };
      for (const run of [{ kind: 'working' }, ended('completed')] as const) {
        const last = lastOf('s1 t1', run, waits);
        expect(both(filesOf('s3 t2'), last)).toEqual({ kind: 'none' });
        const kind = run.kind === 'working' ? 'queued' : 'run';
        expect(both(filesOf('s2 t2'), last)).toMatchObject({ kind, files: { source: { etag: 's2' } } });
        expect(both(filesOf('s3 t3'), last)).toMatchObject({ kind, files: { source: { etag: 's3' } } });
        const again = { ...filesOf('s3 t2'), target: file('t2', ago(10_000)) };
        expect(both(again, last)).toMatchObject({ kind, files: {} });
      }
    });
  });

  it('are left alone while they may still be written', () => {
    const files = { source: file('s1', ago(500)), target: file('t1', ago(5000)) };
    expect(decide(files)).toEqual({ kind: 'wait', forMs: 1500 });
    expect(decide({ ...files, ruleset: file('r1', ago(100)) })).toEqual({ kind: 'wait', forMs: 1900 });
    expect(decide({ ...files, source: file('s1', ago(2000)) })).toMatchObject({ kind: 'run' });
  });

  it('do not wait for a time that lies ahead', () => {
    expect(decide({ ...filesOf('t1'), source: file('s1', ago(-3_600_000)) })).toMatchObject({ kind: 'run' });
  });
});

describe('the outbox', () => {
  it('is to show each end of the last run once', () => {
    expect(attemptToShow(undefined)).toBeUndefined();
    expect(attemptToShow(lastOf('s1 t1', { kind: 'working' }))).toBeUndefined();
    expect(attemptToShow(lastOf('s1 t1', { kind: 'refused' }))).toBe(0);
    expect(attemptToShow(lastOf('s1 t1', ended('failed', 1)))).toBe(1);
    expect(attemptToShow(lastOf('s1 t1', ended('failed', 1), { shownAttempt: 1 }))).toBeUndefined();
    expect(attemptToShow(lastOf('s1 t1', ended('completed', 2), { shownAttempt: 1 }))).toBe(2);
  });
});

describe('the id of a drop', () => {
  const id = (versions: string, name = 'bank', tenant = 'default') => {
    const files = completeFiles(filesOf(versions));
    return files && dropTaskId(tenant, name, pairOf(files));
  };

  it('is that of its files, name and tenant, and a UUIDv8', () => {
    expect(id('s1 t1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id('t1 s1')).toBe(id('s1 t1'));
    const others = [id('s2 t1'), id('s1 t2'), id('s1 t1 r1'), id('s1 t1', 'Bank'), id('s1 t1', 'bank', 'other')];
    expect(new Set([id('s1 t1'), ...others]).size).toBe(6);
  });
});
