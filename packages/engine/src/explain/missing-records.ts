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
  const [source, target] = await Promise.all([
    missingRecords(database, 'source', keys, cells, mostRecords),
    missingRecords(database, 'target', keys, cells, mostRecords),
  ]);
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
  const all = async (side: Side, few: readonly MissingRecord[]) =>
    most <= mostRecords ? few : await missingRecords(database, side, keys, [], mostKeys);
  const relaxed = isWhole
    ? []
    : relaxedKeys(
        keys,
        (await all('source', source)).map(({ key }) => key),
        (await all('target', target)).map(({ key }) => key),
      );
  return {
    relaxedKeys: relaxed,
    hasNearMisses: suggestions.length > 0,
    findings: [...damagedKeys(keys, source, target), ...bounded(most)],
  };
}

/** Further columns would make the questions longer than they are worth. */
const mostColumns = 100;

interface PlacedRecord extends MissingRecord {
  readonly place: number;
}

/** Records of a side that the other does not have; those that are left over of a repeated key are not looked for. */
async function missingRecords(
  database: Database,
  side: Side,
  keys: readonly ColumnPlan[],
  cells: readonly ColumnPlan[],
  limit: number,
): Promise<PlacedRecord[]> {
  const columns = [...keys, ...cells];
  const alike = [...Map.groupBy(columns.keys(), (index) => JSON.stringify(columns[index]?.specs[side])).values()];
  // One expression for all columns that are read alike: DuckDB takes milliseconds to plan each.
  const texts = alike.map((places) => {
    const some = places.flatMap((place) => columns[place] ?? []);
    const list = some.map((column) => `${side}[${indexOn(column, side) + 1}]`);
    const [first] = some;
    if (first === undefined) throw new TypeError('a group has a column');
    return `list_transform([${list.join(', ')}]::varchar[], lambda cell: ${canonicalText(first, side, 'cell')})`;
  });
  const other = side === 'source' ? 'target' : 'source';
  // The limit stands inside, or the values of all records would be computed.
  const rows = await database.query(`select ${['place', ...texts].join(', ')} from (
    select rowid as place, ${side}_ordinal, ${side} from broken
    where ${other}_ordinal is null and (reason is null or reason = 'blank_key') order by ${side}_ordinal limit ${limit})
    order by ${side}_ordinal`);
  return rows.map(([place, ...lists]) => {
    const values = new Array<string | null>(columns.length).fill(null);
    for (const [group, places] of alike.entries()) {
      const found = toTexts(lists[group]);
      for (const [position, index] of places.entries()) values[index] = found[position] ?? null;
    }
    return { place: Number(place), key: values.slice(0, keys.length), cells: values.slice(keys.length) };
  });
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
