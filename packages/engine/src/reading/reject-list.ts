import { ReconcylError, type Reject, type Ruleset, type Side } from '@reconcyl/contracts';

/** A reject shows its line up to this many characters. */
export const maxRejectText = 1_048_576;
/** All reject texts of a file together; they are held in memory. */
const maxTextInAll = 128 * 1024 * 1024;

export interface RejectList {
  readonly items: readonly Reject[];
  /** Physical lines rejected so far. */
  readonly lines: () => number;
  /** Throws RECON_TOO_MANY_REJECTS once no file of at most this many lines may have so many rejects. */
  add(reject: Omit<Reject, 'side'>): void;
  /** Throws RECON_TOO_MANY_REJECTS when more lines were rejected than a table of so many lines may have. */
  check(tableLines: number): void;
}

/**
 * How many rejected lines a table may have: by default 10 % of its lines, and at least one, so that a single bad line never fails
 * a small file. What a ruleset gives holds as it stands.
 */
export function allowedRejects(maxRejects: Ruleset['max_rejects'], tableLines: number): number {
  if (typeof maxRejects === 'number') return maxRejects;
  if (maxRejects === undefined) return Math.max(1, Math.floor(tableLines / 10));
  return Math.floor((tableLines * Number.parseFloat(maxRejects)) / 100);
}

export function createRejectList(side: Side, maxRejects: Ruleset['max_rejects'], mostLines: number): RejectList {
  const items: Reject[] = [];
  let lines = 0;
  let characters = 0;
  const fail = (allowed: number): never => {
    const [first] = items;
    throw new ReconcylError(
      'RECON_TOO_MANY_REJECTS',
      `In the ${side} file more than ${allowed} lines could not be read; the first is line ${first?.line} (${first?.reason}).`,
    );
  };
  return {
    items,
    lines: () => lines,
    add(reject) {
      const text = reject.text.length > maxRejectText ? reject.text.slice(0, maxRejectText) : reject.text;
      items.push({ side, ...reject, text });
      lines += reject.lines;
      characters += text.length;
      const allowed = allowedRejects(maxRejects, mostLines);
      if (lines > allowed) fail(allowed);
      if (characters > maxTextInAll) fail(lines - 1);
    },
    check(tableLines) {
      const allowed = allowedRejects(maxRejects, tableLines);
      if (lines > allowed) fail(allowed);
    },
  };
}
