/** What connections of one process to the same file tell each other at once, without a look into the file. */
export interface ChangeHub<Message> {
  readonly announce: (message: Message) => void;
  /** Gives what ends it. */
  readonly hear: (onMessage: (message: Message) => void) => () => void;
  /** To be called once, by the connection that joined. */
  readonly leave: () => void;
}

interface Hub {
  readonly listeners: Set<(message: never) => void>;
  members: number;
}

const hubs = new Map<string, Hub>();

/** Joins the hub of a file, given by its real path; all members of a file must use one type of message. */
export function joinChangeHub<Message>(realPath: string): ChangeHub<Message> {
  const hub = hubs.get(realPath) ?? { listeners: new Set(), members: 0 };
  hubs.set(realPath, hub);
  hub.members += 1;
  return {
    announce(message) {
      for (const onMessage of hub.listeners) (onMessage as (message: Message) => void)(message);
    },
    hear(onMessage) {
      hub.listeners.add(onMessage);
      return () => hub.listeners.delete(onMessage);
    },
    leave() {
      hub.members -= 1;
      if (hub.members === 0) hubs.delete(realPath);
    },
  };
}
