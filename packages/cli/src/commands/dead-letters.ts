import { ReconcylError } from '@reconcyl/contracts';
import type { Bus, DeadLetter } from '@reconcyl/messaging';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { openBusAlone } from '../system/open-bus-alone.ts';
import { alignColumns } from '../terminal/columns.ts';
import { fitted } from '../terminal/fit.ts';
import { printable, styleFor } from '../terminal/style.ts';

interface Where {
  readonly data: string;
}

/** `reconcyl dead-letters list`: messages that a service would not have, newest first. */
export function listDeadLetters(
  io: Io,
  { data, limit, json }: Where & { readonly limit: number; readonly json?: boolean | undefined },
): Promise<number> {
  return withBus(io, data, async (bus) => {
    const letters = await bus.deadLetters({ limit });
    if (json === true) {
      io.stdout.write(`${JSON.stringify(letters, undefined, 2)}\n`);
      return exitCodes.agree;
    }
    const style = styleFor(io, io.stdout);
    const rows = letters.map(({ id, consumer, reason, deliveryCount, diedAt, event }) => [
      style('bold', printable(id)),
      diedAt,
      printable(consumer),
      `${deliveryCount}x`,
      printable(reason),
      event === undefined ? 'not an event of this version' : `${event.type} of ${event.subject}`,
    ]);
    io.stdout.write(fitted(rows.length === 0 ? ['There are no dead letters.'] : alignColumns(rows), io.stdout));
    return exitCodes.agree;
  });
}

/** `reconcyl dead-letters show`: one of them, with its message. */
export function showDeadLetter(io: Io, { data, id }: Where & { readonly id: string }): Promise<number> {
  return withBus(io, data, async (bus) => {
    const letter = await find(bus, id);
    const style = styleFor(io, io.stdout);
    const { consumer, reason, deliveryCount, diedAt, event, body } = letter;
    const facts = [
      ['id', letter.id],
      ['consumer', consumer],
      ['reason', reason],
      ['deliveries', String(deliveryCount)],
      ['died at', diedAt],
      ['event', event === undefined ? 'none of this version' : event.type],
    ];
    io.stdout.write(
      fitted(alignColumns(facts.map(([name = '', value = '']) => [style('dim', name), printable(value)])), io.stdout),
    );
    const text = event === undefined ? body : JSON.stringify(JSON.parse(body), undefined, 2);
    io.stdout.write(`\n${text.split('\n').map(printable).join('\n')}\n`);
    return exitCodes.agree;
  });
}

/** `reconcyl dead-letters redrive`: puts some of them back into the queue of their consumer, or says which is not there. */
export function redriveDeadLetters(
  io: Io,
  { data, ids }: Where & { readonly ids: readonly string[] },
): Promise<number> {
  return withBus(io, data, async (bus) => {
    const style = styleFor(io, io.stdout);
    for (const id of ids) {
      const { consumer } = await find(bus, id);
      if (!(await bus.redrive(id))) throw notThere(id);
      io.stdout.write(`${style('green', '✔')} ${printable(id)} is in the queue of ${printable(consumer)} again.\n`);
    }
    return exitCodes.agree;
  });
}

async function find(bus: Bus, id: string): Promise<DeadLetter> {
  const [letter] = await bus.deadLetters({ id });
  if (letter === undefined) throw notThere(id);
  return letter;
}

const notThere = (id: string) => new ReconcylError('RECON_USAGE', `There is no dead letter ${id}.`);

async function withBus(io: Io, dataFolder: string, work: (bus: Bus) => Promise<number>): Promise<number> {
  const bus = await openBusAlone(dataFolder, io.env);
  try {
    return await work(bus);
  } finally {
    await bus.close();
  }
}
