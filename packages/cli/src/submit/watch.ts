import { setTimeout } from 'node:timers/promises';
import { isTerminal, type ReconciliationBody, reconciliationBodySchema } from '@reconcyl/contracts';
import { errorOf, type Server } from './server.ts';

/** How long between two looks where the server pushes nothing. */
const pollMs = 1000;

/**
 * Waits until a reconciliation has ended, and gives how. The server's events only make it quick: what counts is what the
 * resource itself says, so a proxy that holds events back or cuts them off does no harm.
 */
export async function watchUntilEnd(
  server: Server,
  taskId: string,
  onChange: (body: ReconciliationBody) => void,
  signal: AbortSignal,
): Promise<ReconciliationBody> {
  const path = `/api/v1/reconciliations/${taskId}`;
  let canPush = true;
  for (;;) {
    const answer = await server.requestPatiently(path);
    if (!answer.ok) throw await errorOf(answer);
    const body = reconciliationBodySchema.parse(await answer.json());
    onChange(body);
    if (isTerminal(body.status)) return body;
    const begun = performance.now();
    if (canPush) canPush = await followEvents(server, `${path}/events`, onChange, signal);
    // A stream that ended at once is no help either: never ask in a tight loop.
    if (!canPush || performance.now() - begun < pollMs / 2)
      await setTimeout(canPush ? 100 : pollMs, undefined, { signal });
  }
}

/** Reads events until one says that it is over or the stream ends; false when the server has none. */
async function followEvents(
  server: Server,
  path: string,
  onChange: (body: ReconciliationBody) => void,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const answer = await server.request(path, { headers: { accept: 'text/event-stream' } });
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel();
      return false;
    }
    for await (const data of eventData(answer.body)) {
      const body = reconciliationBodySchema.safeParse(data);
      if (!body.success) continue;
      onChange(body.data);
      if (isTerminal(body.data.status)) return true;
    }
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** The JSON in the `data:` lines of a stream of events. What is not JSON is left out. */
export async function* eventData(body: AsyncIterable<Uint8Array>): AsyncIterable<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      if (line !== '' || data.length === 0) continue;
      const text = data.join('\n');
      data = [];
      try {
        yield JSON.parse(text);
      } catch {}
    }
  }
}
