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

/** A row of a result file, as JSON.parse gives it, as the item it stands for. Throws when it is not one. */
export type Decode<Item> = (row: unknown) => Item;

/** The items of a JSON list of rows; RECON_INTERNAL when the file did not hold such rows. */
export function decodeList<Item>(json: string, decode: Decode<Item>): Item[] {
  try {
    return toList(JSON.parse(json)).map(decode);
  } catch (cause) {
    throw new ReconcylError('RECON_INTERNAL', undefined, { cause });
  }
}

export const decodeBreak: Decode<Break> = (row) => {
  const { ordinal, kind, key, source_line, target_line, source, target, reason, differences, ...rest } = toMembers(row);
  const { near_miss, paired_by_order, history } = rest;
  return {
    ordinal: toNumber(ordinal),
    kind: oneOf(breakKinds, kind),
    key: toTexts(key),
    source_line: source_line === null ? null : toNumber(source_line),
    target_line: target_line === null ? null : toNumber(target_line),
    source: source === null ? null : toTexts(source),
    target: target === null ? null : toTexts(target),
    ...(reason === null ? {} : { reason: oneOf(missingReasons, reason) }),
    differences: toList(differences).map(decodeDifference),
    ...(near_miss === null ? {} : { near_miss: decodeNearMiss(near_miss) }),
    ...(paired_by_order === null ? {} : { paired_by_order: toBoolean(paired_by_order) }),
    ...(history === null ? {} : { history: decodeHistory(history) }),
  };
};

export const decodeDuplicate: Decode<Duplicate> = (row) => {
  const { key, source_count, target_count, source_lines, target_lines, key_collision, sums_agree } = toMembers(row);
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
  const { side, line, lines, column, reason, text } = toMembers(row);
  return {
    side: oneOf(sides, side),
    line: toNumber(line),
    lines: toNumber(lines),
    ...(column === null ? {} : { column: toNumber(column) }),
    reason: oneOf(rejectReasons, reason),
    text: toText(text),
  };
};

export const decodeSetAside: Decode<SetAside> = (row) => {
  const { side, line, lines, reason, cells } = toMembers(row);
  return {
    side: oneOf(sides, side),
    line: toNumber(line),
    lines: toNumber(lines),
    reason: oneOf(setAsideReasons, reason),
    cells: toTexts(cells),
  };
};

export const decodeGroup: Decode<Group> = (row) => {
  const { key, by, source_lines, target_lines, column, sum, ambiguous } = toMembers(row);
  return {
    key: toTexts(key),
    by: oneOf(['key', 'sum'], by),
    source_lines: toList(source_lines).map(toNumber),
    target_lines: toList(target_lines).map(toNumber),
    column: toText(column),
    sum: toText(sum),
    ambiguous: toBoolean(ambiguous),
  };
};

export const decodeResolved: Decode<Resolved> = (row) => {
  const { key, column, kind, age, how } = toMembers(row);
  return {
    key: toTexts(key),
    ...(column === null ? {} : { column: toText(column) }),
    kind: oneOf(breakKinds, kind),
    age: toNumber(age),
    how: oneOf(['resolved', 'by_rule', 'gone'], how),
  };
};

function decodeDifference(value: unknown): Difference {
  const { column, source, target, cause, also, delta, age } = toMembers(value);
  return {
    column: toText(column),
    source: toText(source),
    target: toText(target),
    cause: oneOf(causes, cause),
    ...(also === null ? {} : { also: toList(also).map((further) => oneOf(causes, further)) }),
    ...(delta === null ? {} : { delta: toText(delta) }),
    ...(age === null ? {} : { age: toNumber(age) }),
  };
}

function decodeNearMiss(value: unknown): NearMiss {
  const { line, key, why, agreeing_cells, compared_cells, ambiguous } = toMembers(value);
  return {
    line: toNumber(line),
    key: toTexts(key),
    why: oneOf(['cells', 'key'], why),
    agreeing_cells: toNumber(agreeing_cells),
    compared_cells: toNumber(compared_cells),
    ambiguous: toBoolean(ambiguous),
  };
}

function decodeHistory(value: unknown): BreakHistory {
  const { status, age, changed } = toMembers(value);
  return { status: oneOf(['new', 'persisting'], status), age: toNumber(age), changed: toBoolean(changed) };
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
  return toList(value).map(toText);
}

function toList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}

function oneOf<Text extends string>(texts: readonly Text[], value: unknown): Text {
  const found = texts.find((text) => text === value);
  if (found === undefined) throw new TypeError('not one of the known words');
  return found;
}
