import type { Msg } from '@nats-io/transport-node';
import { createHands, type InHand } from '../hands.ts';
import type { Connection } from './connection.ts';
import { type DeliveryInfo, readDeliveryInfo } from './delivery-info.ts';

/** What a message in hand is known by. */
export interface Claim extends DeliveryInfo {
  /** Replaced when the server delivers the message again to the worker that has it. */
  message: Msg;
  readonly leasedUntil: number;
  timer: NodeJS.Timeout | undefined;
  /** Whether its handler ever said that it goes on. */
  isBeating: boolean;
  /** What shall become of it is being said: nothing else must be said of it. */
  isSettling: boolean;
  /** What is being said is that it shall come again at once: when it comes, that was heard. */
  isGivenBack: boolean;
  /** Another worker may have it: nothing may be said of it any more. */
  isLost: boolean;
}

export type Hold = InHand<Claim>;

/** A delivery that comes again with this part of its time left was forgotten by the server, not given up by its worker. */
const forgottenShare = 0.2;
const longestTimerMs = 2 ** 31 - 1;

/**
 * The messages in hand, and for how long they are this worker's. The server tells nobody that it gave a message to another one;
 * but it does so when its time is over, and not before. Times are those of a clock that is never set.
 */
export function createLeases(connection: Connection, ackWaitMs: number) {
  const hands = createHands<Claim>();
  const now = () => performance.now();

  function watch(hold: Hold): void {
    clearTimeout(hold.claim.timer);
    const leftMs = hold.leasedUntil - now();
    // While the server is away it gives the message to nobody, as far as can be known.
    if (leftMs <= 0 && connection.isConnected()) {
      lose(hold);
      return;
    }
    const timer = setTimeout(() => watch(hold), Math.min(Math.max(leftMs, 100), longestTimerMs));
    hold.claim.timer = timer.unref();
  }

  function lose(hold: Hold): void {
    clearTimeout(hold.claim.timer);
    hold.claim.isLost = true;
    hands.abort(hold, 'The message was given to another worker.');
  }

  /**
   * A message that this process works on came again. The server may have lost its memory of the first delivery, or of what was
   * said since: it writes that down some time later. Then the work goes on, and what it says goes to the new delivery. But when
   * the time of the first one was over, its work is in vain; and what was given back is another delivery.
   */
  function isStillHere({ streamSeq, storedAt }: DeliveryInfo, message: Msg): boolean {
    const same = ({ claim }: Hold) => claim.streamSeq === streamSeq && claim.storedAt === storedAt && !claim.isLost;
    const hold = hands.all().find(same);
    if (hold === undefined) return false;
    const leftMs = hold.leasedUntil - now();
    const { isBeating, isSettling, isGivenBack } = hold.claim;
    const isForgotten = isSettling || leftMs > (isBeating ? 0 : forgottenShare * ackWaitMs);
    if (isForgotten && !isGivenBack) {
      hold.claim.message = message;
      return true;
    }
    lose(hold);
    return false;
  }

  return {
    /** Takes a message in hand; undefined when it is there already, and its work goes on. */
    take(message: Msg): Hold | undefined {
      const info = readDeliveryInfo(message);
      if (isStillHere(info, message)) return undefined;
      const leasedUntil = now() + ackWaitMs;
      const state = { isBeating: false, isSettling: false, isGivenBack: false, isLost: false };
      const hold = hands.take({ ...info, ...state, message, leasedUntil, timer: undefined });
      watch(hold);
      return hold;
    },
    drop(hold: Hold): void {
      clearTimeout(hold.claim.timer);
      hands.drop(hold);
    },
    /** The handler says that its work goes on. */
    heartbeat(hold: Hold): void {
      if (hold.claim.isLost || hold.claim.isSettling) return;
      hold.claim.isBeating = true;
      hold.leasedUntil = now() + ackWaitMs;
      watch(hold);
      if (connection.isConnected()) hold.claim.message.respond('+WPI');
    },
    /** Tells a server that was away what it may have forgotten. */
    beatAll(): void {
      for (const hold of hands.all()) {
        if (hold.claim.isBeating && hold.leasedUntil > now()) hold.claim.message.respond('+WPI');
      }
    },
    isMine: (hold: Hold): boolean => !hold.claim.isLost && now() < hold.leasedUntil,
    abort: hands.abort,
    all: hands.all,
    emptyWithin: hands.emptyWithin,
    /** No timer goes on. */
    stop(): void {
      for (const { claim } of hands.all()) clearTimeout(claim.timer);
    },
  };
}
