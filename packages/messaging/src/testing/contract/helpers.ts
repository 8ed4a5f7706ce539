import { type EventOf, type Lane, makeEvent } from '@reconcyl/contracts';
import { vi } from 'vitest';
import { type Delivery, done, type Handler, type Outcome } from '../../bus.ts';

/** A small event; its number, up to 999, comes back from `numberOf`. */
export function started(n: number, lane: Lane = 'small'): EventOf<'reconcyl.stage.started.v1'> {
  const context = { tenant: 'default', taskId: taskIdOf(n), attempt: 1, lane, service: 'test' };
  return makeEvent('reconcyl.stage.started.v1', context, { stage: 'normalize' });
}

/** An event of another type than `started`. */
export function deleted(n: number): EventOf<'reconcyl.reconciliation.deleted.v1'> {
  const context = { tenant: 'default', taskId: taskIdOf(n), attempt: 1, lane: 'small', service: 'test' } as const;
  return makeEvent('reconcyl.reconciliation.deleted.v1', context, { deletedAt: '2026-03-01T00:00:00.000Z' });
}

function taskIdOf(n: number): string {
  return `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

export function numberOf({ event }: Pick<Delivery, 'event'>): number {
  return Number(event.subject.slice(-12));
}

/** A handler that keeps what it got, and says `done` unless told otherwise. */
export function recorder(answer: (delivery: Delivery) => Outcome | Promise<Outcome> = () => done) {
  const deliveries: Delivery[] = [];
  const handler: Handler = async (delivery) => {
    deliveries.push(delivery);
    return answer(delivery);
  };
  return {
    handler,
    deliveries,
    numbers: () => deliveries.map(numberOf),
    /** Number and delivery count of each, such as `1#2`. */
    tries: () => deliveries.map((delivery) => `${numberOf(delivery)}#${delivery.deliveryCount}`),
  };
}

/** A handler's work that goes on until the test lets it end. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
}

/** Waits until an expectation holds. */
export function eventually(expectation: () => void | Promise<void>, timeoutMs = 15_000): Promise<void> {
  return vi.waitFor(expectation, { timeout: timeoutMs, interval: 5 });
}
