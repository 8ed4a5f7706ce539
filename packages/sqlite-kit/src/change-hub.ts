import { EventEmitter } from 'node:events';

/** What connections of one process to the same file tell each other at once, without a look into the file. */
export interface ChangeHub<Message> {
  readonly announce: (topic: string, message: Message) => void;
  /** Gives what ends it. */
  readonly hear: (topic: string, onMessage: (message: Message) => void) => () => void;
  /** To be called once, by the connection that joined. */
  readonly leave: () => void;
}

const hubs = new Map<string, { readonly emitter: EventEmitter; members: number }>();

/** Joins the hub of a file, given by its real path; all members of a file must use one type of message. */
export function joinChangeHub<Message>(realPath: string): ChangeHub<Message> {
  const hub = hubs.get(realPath) ?? { emitter: new EventEmitter().setMaxListeners(0), members: 0 };
  hubs.set(realPath, hub);
  hub.members += 1;
  return {
    announce: (topic, message) => {
      hub.emitter.emit(topic, message);
    },
    hear(topic, onMessage) {
      hub.emitter.on(topic, onMessage);
      return () => hub.emitter.off(topic, onMessage);
    },
    leave() {
      hub.members -= 1;
      if (hub.members === 0) hubs.delete(realPath);
    },
  };
}
