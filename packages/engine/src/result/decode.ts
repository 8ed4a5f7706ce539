import {
  type Break,
  type BreakHistory,
  breakKinds,
  causes,
  type Difference,
  type Duplicate,
  type Group,
  missingReasons,
  type NearMiss,
  ReconcylError,
  type Reject,
  type Resolved,
  rejectReasons,
  type SetAside,
  setAsideReasons,
  sides,
} from '@reconcyl/contracts';

/**
 * A row of a result file, its values in the order of schema.ts as JSON.parse gives them, as the item it stands for. Throws when it
 * is not one.
 */
export type Decode<Item> = (row: readonly unknown[]) => Item;

/** The items of rows, each a JSON list; RECON_INTERNAL when the file did not hold such rows. */
export function decodeRows<Item>(rows: readonly string[], decode: Decode<Item>): Item[] {
  try {
    return rows.map((row) => decode(toList(JSON.parse(row))));
  } catch (cause) {
    throw new ReconcylError('RECON_INTERNAL', undefined, { cause });
  }
}

export const decodeBreak: Decode<Break> = (row) => {
  const [ordinal, kind, key, source_line, target_line, source, target, reason, differences, ...rest] = row;
  const [near_miss, paired_by_order, history] = rest;
  return {
    ordinal: toNumber(ordinal),
    kind: toKind(kind),
    key: toTexts(key),
    source_line: source_line === null ? null : toNumber(source_line),
    target_line: target_line === null ? null : toNumber(target_line),
    source: source === null ? null : toTexts(source),
    target: target === null ? null : toTexts(target),
    ...(reason === null ? {} : { reason: toMissingReason(reason) }),
    differences: toList(differences).map(decodeDifference),
    ...(near_miss === null ? {} : { near_miss: decodeNearMiss(near_miss) }),
    ...(paired_by_order === null ? {} : { paired_by_order: toBoolean(paired_by_order) }),
    ...(history === null ? {} : { history: decodeHistory(history) }),
  };
};

export const decodeDuplicate: Decode<Duplicate> = (row) => {
  const [, key, source_count, target_count, source_lines, target_lines, key_collision, sums_agree] = row;
  return {
    key: toTexts(key),
    source_count: toNumber(source_count),
    target_count: toNumber(target_count),
    source_lines: toList(source_lines).map(toNumber),
    target_lines: toList(target_lines).map(toNumber),
    ...(key_collision === null ? {} : { key_collision: toBoolean(key_collision) }),
    ...(sums_agree === null ? {} : { sums_agree: toTexts(sums_agree) }),
  };
};

export const decodeReject: Decode<Reject> = (row) => {
  const [, side, line, lines, column, reason, text] = row;
  return {
    side: toSide(side),
    line: toNumber(line),
    lines: toNumber(lines),
    ...(column === null ? {} : { column: toNumber(column) }),
    reason: toRejectReason(reason),
    text: toText(text),
  };
};

export const decodeSetAside: Decode<SetAside> = (row) => {
  const [, side, line, lines, reason, cells] = row;
  return {
    side: toSide(side),
    line: toNumber(line),
    lines: toNumber(lines),
    reason: toSetAsideReason(reason),
    cells: toTexts(cells),
  };
};

export const decodeGroup: Decode<Group> = (row) => {
  const [, key, by, source_lines, target_lines, column, sum, ambiguous] = row;
  return {
    key: toTexts(key),
    by: toGroupedBy(by),
    source_lines: toList(source_lines).map(toNumber),
    target_lines: toList(target_lines).map(toNumber),
    column: toText(column),
    sum: toText(sum),
    ambiguous: toBoolean(ambiguous),
  };
};

export const decodeResolved: Decode<Resolved> = (row) => {
  const [, key, column, kind, age, how] = row;
  return {
    key: toTexts(key),
    ...(column === null ? {} : { column: toText(column) }),
    kind: toKind(kind),
    age: toNumber(age),
    how: toHow(how),
  };
};

function decodeDifference(value: unknown): Difference {
  const { column, source, target, cause, also, delta, age } = toMembers(value);
  return {
    column: toText(column),
    source: toText(source),
    target: toText(target),
    cause: toCause(cause),
    ...(also === null ? {} : { also: toList(also).map(toCause) }),
    ...(delta === null ? {} : { delta: toText(delta) }),
    ...(age === null ? {} : { age: toNumber(age) }),
  };
}

function decodeNearMiss(value: unknown): NearMiss {
  const { line, key, why, agreeing_cells, compared_cells, ambiguous } = toMembers(value);
  return {
    line: toNumber(line),
    key: toTexts(key),
    why: toWhy(why),
    agreeing_cells: toNumber(agreeing_cells),
    compared_cells: toNumber(compared_cells),
    ambiguous: toBoolean(ambiguous),
  };
}

function decodeHistory(value: unknown): BreakHistory {
  const { status, age, changed } = toMembers(value);
  return { status: toStatus(status), age: toNumber(age), changed: toBoolean(changed) };
}

/** Member names are those of schema.ts, never a file's. */
function toMembers(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not a struct');
  return value as Record<string, unknown>;
}

function toNumber(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('not a number');
  return value;
}

function toBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('not true or false');
  return value;
}

/** A blank cell may be stored as NULL: both mean ''. */
function toText(value: unknown): string {
  if (value === null) return '';
  if (typeof value !== 'string') throw new TypeError('not a text');
  return value;
}

function toTexts(value: unknown): string[] {
  const list = toList(value);
  // Nearly all lists hold texts alone, and most of what is read is such lists: they are taken as they are.
  return list.every(isText) ? list : list.map(toText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function toList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}

/** Makes a function that takes one of these words and refuses all else. */
function oneOf<Word extends string>(words: readonly Word[]): (value: unknown) => Word {
  const known = new Map<unknown, Word>(words.map((word) => [word, word]));
  return (value) => {
    const word = known.get(value);
    if (word === undefined) throw new TypeError('not one of the known words');
    return word;
  };
}

const toKind = oneOf(breakKinds);
const toCause = oneOf(causes);
const toMissingReason = oneOf(missingReasons);
const toSide = oneOf(sides);
const toRejectReason = oneOf(rejectReasons);
const toSetAsideReason = oneOf(setAsideReasons);
const toGroupedBy = oneOf(['key', 'sum']);
const toHow = oneOf(['resolved', 'by_rule', 'gone']);
const toWhy = oneOf(['cells', 'key']);
const toStatus = oneOf(['new', 'persisting']);
