import type { Finding, Side, WhatIf } from '@reconcyl/contracts';
import { appendRows } from '../duckdb/append-rows.ts';
import { toTexts } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import { canonicalText, indexOn, isCompared, keyColumns } from '../match/key-sql.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { mostKeys, relaxedKeys } from './key-relaxations.ts';
import { findNearMisses, type MissingRecord, mostRecords } from './near-misses.ts';

/** What is told of the records that are missing on either side. */
export interface ExplainedMissing {
  readonly relaxedKeys: WhatIf['key'];
  /** The table `near_misses` is there and has rows. */
  readonly hasNearMisses: boolean;
  /** What was too much to be looked at. */
  readonly findings: readonly Finding[];
}

/**
 * Looks for what the missing records of both sides have in common, out of the table `broken`. Makes the table `near_misses` (place,
 * other_place: row ids of `broken`; why, agreeing_cells, compared_cells, ambiguous) where there is something to suggest.
 */
export async function explainMissing(
  database: Database,
  plan: Plan,
  missing: { readonly inTarget: number; readonly inSource: number },
): Promise<ExplainedMissing> {
  if (missing.inTarget === 0 || missing.inSource === 0) {
    return { relaxedKeys: [], hasNearMisses: false, findings: [] };
  }
  const most = Math.max(missing.inTarget, missing.inSource);
  const isWhole = plan.key.wholeRow === true;
  const keys = isWhole ? [] : keyColumns(plan);
  const cells = plan.columns.filter((column) => isCompared(plan, column)).slice(0, mostColumns);
  const { source, target } = await missingRecords(database, keys, cells, mostRecords);
  const suggestions = findNearMisses(source, target);
  if (suggestions.length > 0) {
    await database.query(`create table near_misses (place bigint, other_place bigint, why varchar, agreeing_cells bigint,
      compared_cells bigint, ambiguous boolean)`);
    const bothWays = suggestions.flatMap(({ source: from, target: to, ...suggestion }) => {
      const [place, other] = [source[from]?.place ?? -1, target[to]?.place ?? -1];
      return [
        { ...suggestion, place, other },
        { ...suggestion, place: other, other: place },
      ];
    });
    await appendRows(database, 'near_misses', bothWays, (appender, suggestion) => {
      appender.appendBigInt(BigInt(suggestion.place));
      appender.appendBigInt(BigInt(suggestion.other));
      appender.appendVarchar(suggestion.why);
      appender.appendBigInt(BigInt(suggestion.agreeing));
      appender.appendBigInt(BigInt(suggestion.compared));
      appender.appendBoolean(suggestion.ambiguous);
    });
  }
  return {
    relaxedKeys: await relaxed(),
    hasNearMisses: suggestions.length > 0,
    findings: [...damagedKeys(keys, source, target), ...bounded(most)],
  };

  async function relaxed(): Promise<WhatIf['key']> {
    if (isWhole) return [];
    const all = most <= mostRecords ? { source, target } : await missingRecords(database, keys, [], mostKeys);
    const keysOf = (records: readonly MissingRecord[]) => records.map(({ key }) => key);
    return relaxedKeys(keys, keysOf(all.source), keysOf(all.target));
  }
}

/** Further columns would make the questions longer than they are worth. */
const mostColumns = 100;

interface PlacedRecord extends MissingRecord {
  readonly place: number;
}

/** Records of each side that the other does not have; those that are left over of a repeated key are not looked for. */
async function missingRecords(
  database: Database,
  keys: readonly ColumnPlan[],
  cells: readonly ColumnPlan[],
  limit: number,
): Promise<Record<Side, PlacedRecord[]>> {
  const columns = [...keys, ...cells];
  const sides = ['source', 'target'] as const;
  // One expression for all columns that are read alike, whichever side they are of: DuckDB takes milliseconds to plan each.
  const all = sides.flatMap((side) => columns.map((column, index) => ({ side, column, index })));
  const alike = [...Map.groupBy(all, ({ side, column }) => JSON.stringify(column.specs[side])).values()];
  const texts = alike.map(([first], group) => {
    if (first === undefined) throw new TypeError('a group has a column');
    return `list_transform(g${group}, lambda cell: ${canonicalText(first.column, first.side, 'cell')})`;
  });
  const groupsOf = (side: Side) => alike.map((members) => members.filter((member) => member.side === side));
  const groups = { source: groupsOf('source'), target: groupsOf('target') };
  const ofSide = (side: Side) => {
    const lists = groups[side].map((members, group) => {
      const some = members.map(({ column }) => `${side}[${indexOn(column, side) + 1}]`);
      return `[${some.join(', ')}]::varchar[] as g${group}`;
    });
    const other = side === 'source' ? 'target' : 'source';
    // The limit stands inside, or the values of all records would be computed.
    return `(select ${[`'${side}' as side`, 'rowid as place', `${side}_ordinal as ordinal`, ...lists].join(', ')}
      from broken where ${other}_ordinal is null and (reason is null or reason = 'blank_key')
      order by ${side}_ordinal limit ${limit})`;
  };
  const rows = await database.query(`select ${['side', 'place', ...texts].join(', ')}
    from (${sides.map(ofSide).join(' union all ')}) order by side, ordinal`);
  const found: Record<Side, PlacedRecord[]> = { source: [], target: [] };
  for (const [of, place, ...lists] of rows) {
    const side = of === 'source' ? 'source' : 'target';
    const values = new Array<string | null>(columns.length).fill(null);
    for (const [group, members] of groups[side].entries()) {
      const read = toTexts(lists[group]);
      for (const [position, { index }] of members.entries()) values[index] = read[position] ?? null;
    }
    found[side].push({ place: Number(place), key: values.slice(0, keys.length), cells: values.slice(keys.length) });
  }
  return found;
}

/** Keys such as `4.01235E+12`: a spreadsheet kept six digits of them, and the rest is lost. */
function damagedKeys(
  keys: readonly ColumnPlan[],
  source: readonly MissingRecord[],
  target: readonly MissingRecord[],
): Finding[] {
  return keys.flatMap(({ name }, index): Finding[] => {
    const damaged = [source, target].map(
      (records) => records.filter(({ key }) => scientific.test(key[index] ?? '')).length,
    );
    const [count, of] = [Math.max(...damaged), Math.max(source.length, target.length)];
    if (count === 0) return [];
    const side = damaged[0] === count ? 'source' : 'target';
    return [
      {
        code: 'keys_damaged_by_spreadsheet',
        message: `A spreadsheet wrote ${count} keys of the ${side} in scientific notation (${name}): their last digits are lost. Export the file again with the column as text.`,
        columns: [name],
        count,
        of,
      },
    ];
  });
}

const scientific = /^\d(?:[.,]\d+)?e\+?\d{1,2}$/i;

function bounded(most: number): Finding[] {
  if (most <= mostRecords) return [];
  const keysToo = most > mostKeys ? `, relaxed keys among the first ${mostKeys}` : '';
  return [
    {
      code: 'missing_records_sampled',
      message: `Likely counterparts were looked for among the first ${mostRecords} missing records of each side${keysToo}.`,
      count: mostRecords,
      of: most,
    },
  ];
}
