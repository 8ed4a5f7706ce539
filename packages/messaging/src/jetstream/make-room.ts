import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import type { Names } from './names.ts';
import type { OnNotice } from './notice.ts';

/** From this share of its bytes on, a stream is relieved of what everybody has settled; */
const trimFrom = 0.5;
/** and from this one on, what is left is worth a warning. */
const tellFrom = 0.7;

export interface Room {
  /** Relieves the stream of events, if it must; `consumers` was read afterwards by `read`. */
  readonly make: (read: () => Promise<readonly ConsumerInfo[]>) => Promise<readonly ConsumerInfo[]>;
}

/**
 * A stream that refuses what is new when it is full must not be full of what is done. It keeps events for their time all the
 * same while there is room: they show what happened. Only with the right to purge; without it the stream is left alone.
 */
export function createRoom(jsm: JetStreamManager, names: Names, mayPurge: boolean, onNotice: OnNotice): Room {
  let isTold = false;

  function tell(share: number): void {
    if (share < tellFrom) isTold = false;
    else if (!isTold) {
      isTold = true;
      const percent = Math.round(share * 100);
      onNotice({
        kind: 'filling',
        detail: `The stream ${names.eventStream} of the message bus is full to ${percent} %.`,
      });
    }
  }

  return {
    async make(read) {
      const { config, state } = await jsm.streams.info(names.eventStream);
      // Read after the stream: what came since is behind its end.
      const consumers = await read();
      const share = config.max_bytes > 0 ? state.bytes / config.max_bytes : 0;
      if (share < trimFrom || !mayPurge) {
        tell(share);
        return consumers;
      }
      const keepFrom = Math.min(state.last_seq + 1, ...consumers.map(firstNeeded));
      if (keepFrom > state.first_seq) await jsm.streams.purge(names.eventStream, { seq: keepFrom });
      const after = await jsm.streams.info(names.eventStream);
      tell(after.state.bytes / config.max_bytes);
      return consumers;
    },
  };
}

/** Everything before it is settled by the consumer. One that has nothing to do may never have had: its floor says nothing. */
function firstNeeded({ num_pending: waiting, num_ack_pending: inFlight, ack_floor: floor }: ConsumerInfo): number {
  return waiting + inFlight === 0 ? Number.POSITIVE_INFINITY : floor.stream_seq + 1;
}
