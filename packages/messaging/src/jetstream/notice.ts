/** What a bus tells beside what it returns: a line for the log. */
export interface Notice {
  readonly kind: /** The connection is lost; it is sought for ever. */
    | 'disconnected'
    | 'reconnected'
    /** A stream or consumer is not there: the server lost its store, or somebody deleted it. */
    | 'missing'
    /** A stream or consumer was made or changed. */
    | 'ensured'
    /** A stream or consumer is not as it is declared, and this bus may not change it. */
    | 'differs'
    /** The server refuses what this bus asks for: permissions, limits. */
    | 'refused'
    /** A stream has used most of its bytes: soon it takes nothing more. */
    | 'filling';
  readonly detail: string;
}

export type OnNotice = (notice: Notice) => void;

/** A listener that throws is a bug of its own, and changes nothing here. */
export function safely(onNotice: OnNotice | undefined): OnNotice {
  return (notice) => {
    try {
      onNotice?.(notice);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
}
