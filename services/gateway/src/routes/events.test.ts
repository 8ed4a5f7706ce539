import { objectKeys } from '@reconcyl/contracts';
import { describe, expect, it, vi } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { putCompleted, putFailed, putRequest, taskId, tenant, workingState } from '../testing/finished.ts';
import { gatewayUnderTest, listen, type UnderTestOptions } from '../testing/gateway-under-test.ts';
import { rawClient } from '../testing/raw-client.ts';

const path = `/api/v1/reconciliations/${taskId}/events`;

async function start(options: UnderTestOptions = {}) {
  const under = await gatewayUnderTest(options);
  const port = await listen(under.app);
  await putRequest(under.store.store);
  return {
    ...under,
    async events(headers: Record<string, string> = {}) {
      const client = await rawClient(port);
      const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
      await client.send(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
      return client;
    },
  };
}

/** The events in what was received, without the chunk sizes of HTTP between them. */
const eventsIn = (received: string) =>
  [...received.matchAll(/(?:id: (\S+)\n)?event: (\w+)\ndata: (.*)\n\n/g)].map(([, id, event, data]) => ({
    id,
    event,
    data: JSON.parse(data ?? ''),
  }));
const statesIn = (received: string) =>
  eventsIn(received).flatMap(({ event, data }) => (event === 'state' ? [data.status] : []));

describe('the events of a reconciliation', () => {
  it('begin with the state, tell changes and progress, and end with the end', async () => {
    const { events, tasks, bus, store } = await start();
    tasks.write(workingState('normalizing'));
    const { received } = await events({ 'Last-Event-ID': 'anything' });
    await eventually(() => statesIn(received())).toEqual(['normalizing']);
    await eventually(() => [tasks.watchers(), bus.listeners(`progress.${tenant}.${taskId}`)]).toEqual([1, 1]);
    expect(received()).toContain('content-type: text/event-stream');

    tasks.write(workingState('reconciling'));
    await eventually(() => statesIn(received())).toEqual(['normalizing', 'reconciling']);
    await bus.bus.broadcast(`progress.${tenant}.${taskId}`, {
      ...{ tenant, taskId, attempt: 1, stage: 'reconcile', phase: 'compare', fraction: 0.25, rowsRead: 10 },
    });
    await bus.bus.broadcast(`progress.${tenant}.${taskId}`, { nonsense: true });
    await eventually(() => eventsIn(received()).at(-1)).toMatchObject({
      event: 'progress',
      data: {
        status: 'reconciling',
        progress: { stage: 'reconcile', phase: 'compare', fraction: 0.25, rows_read: 10 },
      },
    });

    await putCompleted(store.store);
    tasks.write(workingState('normalizing'));
    // What is no step forward is looked up. The outcome wins, and it is the end: the last chunk of the answer has length 0.
    await eventually(() => statesIn(received())).toEqual(['normalizing', 'reconciling', 'completed']);
    await eventually(() => received().endsWith('0\r\n\r\n')).toBe(true);
    expect(eventsIn(received()).at(-1)?.id).toBe('1.completed');
    await eventually(() => [tasks.watchers(), bus.listeners(`progress.${tenant}.${taskId}`)]).toEqual([0, 0]);
  });

  it('tell a step forward as it was written, without a look at the objects, and look for the end', async () => {
    const { events, tasks, store } = await start();
    const outcomesRead = vi.spyOn(store.store, 'get');
    tasks.write(workingState('normalizing'));
    const { received } = await events();
    // At the beginning, and once more when changes are heard.
    await eventually(() => [tasks.watchers(), outcomesRead.mock.calls.length]).toEqual([1, 2]);
    tasks.write(workingState('reconciling'));
    tasks.write(workingState('rendering'));
    await eventually(() => statesIn(received())).toEqual(['normalizing', 'reconciling', 'rendering']);
    expect(outcomesRead).toHaveBeenCalledTimes(2);
    await putCompleted(store.store);
    tasks.write({ ...workingState('completed'), verdict: 'agree' });
    await eventually(() => received().endsWith('0\r\n\r\n')).toBe(true);
    expect(outcomesRead).toHaveBeenCalledTimes(3);
    const last = eventsIn(received()).at(-1);
    expect(last).toMatchObject({ id: '1.completed', data: { status: 'completed', verdict: 'breaks' } });
  });

  it('are one state when it has ended, and nothing more for who knows', async () => {
    const { events, store } = await start();
    await putFailed(store.store);
    const first = await events();
    await eventually(() => first.received().endsWith('0\r\n\r\n')).toBe(true);
    expect(statesIn(first.received())).toEqual(['failed']);
    const again = await events({ 'Last-Event-ID': '1.failed' });
    await eventually(again.received).toContain('HTTP/1.1 204');
  });

  it('end when it is deleted', async () => {
    const { events, store, tasks } = await start();
    const { received } = await events();
    await eventually(() => tasks.watchers()).toBe(1);
    await store.store.put(objectKeys.deleted(tenant, taskId), '{}');
    tasks.write(workingState('deleted'));
    await eventually(() => received().endsWith('0\r\n\r\n')).toBe(true);
    expect(statesIn(received())).toEqual(['accepted', 'deleted']);
  });

  it('are bounded in number, and a client that hangs up makes room', async () => {
    const { events, tasks, app } = await start({ config: { MAX_EVENT_STREAMS: 1 } });
    const first = await events();
    await eventually(() => tasks.watchers()).toBe(1);
    const second = await events();
    await eventually(second.received).toContain('RECON_BUSY');
    expect(second.received()).toContain('HTTP/1.1 503');
    first.hangUp();
    await eventually(() => [tasks.watchers(), app.eventStreamsOpen()]).toEqual([0, 0]);
    const third = await events();
    await eventually(() => statesIn(third.received())).toEqual(['accepted']);
  });

  it('end when the server shuts down', async () => {
    const { events, tasks, app } = await start();
    const { received } = await events();
    await eventually(() => tasks.watchers()).toBe(1);
    await app.close();
    await eventually(() => received().endsWith('0\r\n\r\n')).toBe(true);
    expect(tasks.watchers()).toBe(0);
  });

  it('come from the objects alone when bus and task store are away', async () => {
    const { events, tasks, bus, store } = await start();
    tasks.faults.get = () => {
      throw new Error('away');
    };
    Object.assign(bus.bus, { listen: () => Promise.reject(new Error('away')) });
    const { received } = await events();
    await eventually(() => statesIn(received())).toEqual(['accepted']);
    await putCompleted(store.store);
    const late = await events();
    await eventually(() => statesIn(late.received())).toEqual(['completed']);
  });
});
