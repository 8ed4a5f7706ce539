/** What a process remembers of the names that it looks at: how long the files have been as they are, and what is settled. */
export interface NameWatch {
  /** For how long these very files have been seen; 0 the first time. */
  readonly seenForMs: (name: string, files: string) => number;
  readonly settle: (name: string, files: string) => void;
  readonly unsettle: (name: string) => void;
  /** Whether nothing was left to do for the name when its files were these. */
  readonly isSettled: (name: string, files: string) => boolean;
  /** Forgets names that are no more. */
  readonly keep: (names: ReadonlySet<string>) => void;
}

/** `files` is any text that differs when the files do. Times are those of a clock that is never set. */
export function createNameWatch(nowMs: () => number = () => performance.now()): NameWatch {
  const known = new Map<string, { readonly files: string; readonly sinceMs: number; isSettled: boolean }>();
  function see(name: string, files: string) {
    const found = known.get(name);
    if (found?.files === files) return found;
    const fresh = { files, sinceMs: nowMs(), isSettled: false };
    known.set(name, fresh);
    return fresh;
  }
  return {
    seenForMs: (name, files) => nowMs() - see(name, files).sinceMs,
    settle: (name, files) => {
      see(name, files).isSettled = true;
    },
    unsettle: (name) => {
      const found = known.get(name);
      if (found !== undefined) found.isSettled = false;
    },
    isSettled: (name, files) => {
      const found = known.get(name);
      return found?.files === files && found.isSettled;
    },
    keep: (names) => {
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    },
  };
}
