import { afterEach, beforeEach, describe } from 'vitest';
import type { Bus } from '../bus.ts';
import { describeBroadcast } from './contract/broadcast.ts';
import { describeCompetition } from './contract/competition.ts';
import { describeDeadLetters } from './contract/dead-letters.ts';
import { describeDelivery } from './contract/delivery.ts';
import { describeDurability } from './contract/durability.ts';
import { describeRedelivery } from './contract/redelivery.ts';
import { describeStopping } from './contract/stopping.ts';
import type { BusHarness, ContractContext, MessagingContract } from './contract/types.ts';

export type { BusHarness, MessagingContract, MessagingFeatures } from './contract/types.ts';

/** What every bus does, written against the port alone. Each adapter runs it. */
export function describeMessagingContract({ name, create, features }: MessagingContract): void {
  describe(`messaging contract: ${name}`, { timeout: 30_000 }, () => {
    let harness: BusHarness;
    let opened: Bus[] = [];
    let closers: (() => Promise<unknown>)[] = [];

    beforeEach(async () => {
      harness = await create();
    });

    afterEach(async () => {
      const [consumers, buses] = [closers, opened];
      closers = [];
      opened = [];
      await Promise.all(consumers.map((close) => close()));
      await Promise.all(buses.map((bus) => bus.close()));
      await harness.destroy();
    });

    const context: ContractContext = {
      features,
      async open() {
        const bus = await harness.open();
        opened.push(bus);
        return bus;
      },
      inject: (consumer, bytes) => harness.inject(consumer, bytes),
      async close(bus) {
        opened = opened.filter((other) => other !== bus);
        await bus.close();
      },
      async consume(bus, options) {
        const consumer = await bus.consume({
          name: 'worker',
          types: ['reconcyl.stage.started.v1'],
          concurrency: 1,
          ackWaitMs: 30_000,
          ...options,
        });
        closers.push(() => consumer.close(0));
        return consumer;
      },
    };

    describeDelivery(context);
    describeDurability(context);
    describeCompetition(context);
    describeRedelivery(context);
    describeDeadLetters(context);
    describeStopping(context);
    describeBroadcast(context);
  });
}
