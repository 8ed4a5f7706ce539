import type { Break, Side } from '@reconcyl/contracts';
import { appendRows } from '../duckdb/append-rows.ts';
import { toTexts } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import { indexOn, keyColumns, keyParts, sameKey } from '../match/key-sql.ts';
import { relationWidth, rowList } from '../match/listing.ts';
import type { Sides } from '../match/matching.ts';
import { numberedSide } from '../match/sides.ts';
import { lineOfRecord } from '../reading/line-map.ts';
import type { Plan } from '../types.ts';

/** A record that was found in its file. */
export interface FoundRecord {
  /** Physical line, from 1. */
  readonly line: number;
  /** Blank is ''; the amount made of debit and credit, if any, stands at the end. */
  readonly cells: readonly string[];
}

/** A pair of records as a run lists it, or one that it does not list because it agrees. */
export interface FoundPair {
  readonly source: FoundRecord | undefined;
  readonly target: FoundRecord | undefined;
  readonly listed: Break | undefined;
}

/** Makes the table `asked` (r0 …) of the cells of the key that is asked for, as SQL may not hold what a user wrote. */
export async function createAsked(database: Database, plan: Plan, record: readonly string[]): Promise<void> {
  const columns = plan.key.columns.map((_, index) => `r${index} varchar`);
  await database.query(`create table asked (${columns.join(', ')})`);
  await appendRows(database, 'asked', [record], (appender, cells) => {
    for (const cell of cells) {
      if (cell === '') appender.appendNull();
      else appender.appendVarchar(cell);
    }
  });
}

/** The canonical parts of the key that is asked for, as each side would read it; null is blank. */
export async function canonicalKeys(
  database: Database,
  plan: Plan,
): Promise<{ source: (string | null)[]; target: (string | null)[] }> {
  const [row = []] = await database.query(`select [${askedParts(plan, 'source').join(', ')}]::varchar[],
    [${askedParts(plan, 'target').join(', ')}]::varchar[] from asked`);
  return { source: toTexts(row[0]), target: toTexts(row[1]) };
}

/** The records of a side that have the key, whichever side's way of writing it was used. */
export async function findRecords(database: Database, plan: Plan, sides: Sides, side: Side): Promise<FoundRecord[]> {
  const parts = keyParts(plan, side, (index) => `x.c${index}`);
  const wanted = (asSide: Side) =>
    sameKey(
      parts,
      askedParts(plan, asSide).map((_, index) => `a.${asSide[0]}${index}`),
    );
  const asked = (['source', 'target'] as const).flatMap((asSide) =>
    askedParts(plan, asSide).map((part, index) => `${part} as ${asSide[0]}${index}`),
  );
  const width = relationWidth(sides[side], plan.debitCredit[side]);
  const rows = await database.query(`select x.ordinal, ${rowList('x', width)}
    from ${numberedSide(sides[side], plan.debitCredit[side])} x, (select ${asked.join(', ')} from asked) a
    where (${wanted('source')}) or (${wanted('target')}) order by x.ordinal limit ${mostRecords}`);
  return rows.map(([ordinal, cells]) => ({
    line: lineOfRecord(sides[side].lineMap, Number(ordinal)),
    cells: toTexts(cells).map((cell) => cell ?? ''),
  }));
}

/** A key that stands on more records has no story that anybody would read. */
const mostRecords = 100;

function askedParts(plan: Plan, side: Side): string[] {
  const positions = new Map(keyColumns(plan).map((column, index) => [indexOn(column, side), index]));
  return keyParts(plan, side, (index) => `r${positions.get(index)}`);
}
