import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEvent, objectKeys, outcomeDocumentSchema, type ReconcylEvent } from '@reconcyl/contracts';
import { createMetrics, createScratch, type Scratch } from '@reconcyl/service-kit';
import {
  acceptExample,
  createMemoryBus,
  createMemoryObjectStore,
  createSilentLogger,
  exampleTaskId,
  readJson,
} from '@reconcyl/service-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReportRenderer } from './create-report-renderer.ts';
import { readerOf, sampleResult } from './formats/testing/sample-result.ts';
import type { RenderTools } from './handle-files-reconciled.ts';

const clock = () => new Date('2026-11-23T10:00:00.000Z');
let root: string;
let scratch: Scratch;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'report-renderer-'));
  scratch = await createScratch({ root });
});

afterEach(async () => {
  await scratch.close();
  await rm(root, { recursive: true });
});

/** A reconciliation whose result is stored, a renderer that works on it, and the event that asks for the reports. */
async function arrange(openResult?: RenderTools['openResult']) {
  const store = createMemoryObjectStore();
  const bus = createMemoryBus();
  await acceptExample(store);
  const put = async (role: string, extension: string, body: string) => {
    const { sha256, sizeBytes } = await store.put(`tmp/${role}`, body);
    const key = objectKeys.data('default', exampleTaskId, 1, 'reconcile', sha256, extension);
    await store.put(key, body);
    return { key, sha256, sizeBytes };
  };
  const data = {
    partition: 0,
    partitions: 1,
    result: {
      summary: await put('summary', 'json', JSON.stringify(sampleResult().summary)),
      breaks: await put('breaks', 'parquet', 'breaks'),
      rejects: await put('rejects', 'parquet', 'rejects'),
      setAside: await put('setAside', 'parquet', 'set aside'),
    },
  };
  const event = makeEvent(
    'reconcyl.files.reconciled.v1',
    { tenant: 'default', taskId: exampleTaskId, attempt: 1, lane: 'small', service: 'reconciler', part: '0' },
    data,
  );
  const opened: { files: string[]; isClosed: boolean }[] = [];
  const fromMemory: RenderTools['openResult'] = async (dir) => {
    const entry = { files: (await readdir(dir)).sort(), isClosed: false };
    opened.push(entry);
    const close = async () => {
      entry.isClosed = true;
    };
    return { ...readerOf(sampleResult()), close };
  };
  const service = createReportRenderer({
    bus,
    store,
    scratch,
    clock,
    logger: createSilentLogger(),
    metrics: createMetrics('report-renderer'),
    concurrency: { small: 1, large: 1 },
    tools: { openResult: openResult ?? fromMemory, publicUrl: 'https://recon.example' },
  });
  await service.start();
  return { store, bus, service, event, data, opened };
}

function ofType(events: readonly ReconcylEvent[], type: string) {
  return events.filter((event) => event.type === type);
}

describe('the report renderer', () => {
  it('stores all three reports and ends the attempt with the counts of the result', async () => {
    const { store, bus, service, event, data, opened } = await arrange();
    await bus.publish(event);
    await bus.idle();
    await service.stop(1000);

    const outcome = outcomeDocumentSchema.parse(await readJson(store, objectKeys.outcome('default', exampleTaskId, 1)));
    if (outcome.status !== 'completed') throw new Error('the attempt must have an answer');
    expect(outcome).toMatchObject({ verdict: 'breaks', counts: sampleResult().summary.counts, attempt: 1 });
    expect(outcome).toMatchObject({ result: data.result, finishedAt: '2026-11-23T10:00:00.000Z' });
    expect(Object.keys(outcome.reports)).toEqual(['json', 'csv', 'html']);
    const text = (format: string) => store.text(outcome.reports[format]?.key ?? '') ?? '';
    expect(JSON.parse(text('json'))).toMatchObject({ task_id: exampleTaskId, summary: { verdict: 'breaks' } });
    expect(text('csv').startsWith('Missing in Target\r\n')).toBe(true);
    expect(text('html')).toContain('<h2>Reconciliation Report</h2>');
    expect(outcome.reports.html?.key).toBe(
      objectKeys.report('default', exampleTaskId, 1, outcome.reports.html?.sha256 ?? '', 'html'),
    );

    expect(bus.published.map(({ type }) => type).slice(1)).toEqual([
      'reconcyl.stage.started.v1',
      'reconcyl.report.rendered.v1',
      'reconcyl.reconciliation.completed.v1',
    ]);
    expect(opened).toEqual([
      { files: ['breaks.parquet', 'rejects.parquet', 'set-aside.parquet', 'summary.json'], isClosed: true },
    ]);
  });

  it('does nothing twice when the event comes twice', async () => {
    const { store, bus, service, event, opened } = await arrange();
    await bus.publish(event);
    await bus.idle();
    const before = store.keys();
    bus.redeliver('report-renderer-small', event, 2);
    await bus.idle();
    await service.stop(1000);
    expect(store.keys()).toEqual(before);
    expect(opened).toHaveLength(1);
    expect(ofType(bus.published, 'reconcyl.report.rendered.v1')).toHaveLength(1);
  });

  it('goes on from the stored reports when it was killed before the outcome', async () => {
    const { store, bus, service, event, opened } = await arrange();
    await bus.publish(event);
    await bus.idle();
    const outcomeKey = objectKeys.outcome('default', exampleTaskId, 1);
    const first = store.text(outcomeKey);
    await store.delete(outcomeKey);
    bus.redeliver('report-renderer-small', event, 2);
    await bus.idle();
    await service.stop(1000);
    expect(store.text(outcomeKey)).toBe(first);
    expect(opened).toHaveLength(1);
  });

  it('closes the result and removes its files when rendering fails', async () => {
    let closed = 0;
    const { bus, store, service, event } = await arrange(async () => {
      const reader = readerOf(sampleResult());
      const eachReject = () => {
        throw new Error('the result is damaged');
      };
      return {
        ...reader,
        eachReject,
        close: async () => {
          closed += 1;
        },
      };
    });
    await bus.publish(event);
    await bus.idle();
    await service.stop(1000);
    expect(await readJson(store, objectKeys.outcome('default', exampleTaskId, 1))).toMatchObject({ status: 'failed' });
    expect(closed).toBe(3);
    expect(await readdir(root, { recursive: true })).toHaveLength(1);
  });
});
