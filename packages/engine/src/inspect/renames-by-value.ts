import type { Rename, Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { textCanonicalSql } from '../kinds/index.ts';
import { keyParts, sameStoredKey } from '../match/key-sql.ts';
import type { Plan } from '../types.ts';

/** Columns of a side that are tried against those of the other. */
const mostColumns = 12;
const leastAgreement = 0.9;
/** Fewer matched records, or fewer different values, show nothing. */
const fewestRecords = 3;
const fewestValues = 3;

/**
 * Columns that only one file has and that hold the same values on the matched records of the tables `source` and `target`, in at least
 * 90 % of them: likely the same column under two names. Each column once, the best agreement first, then by the order of the files.
 */
export async function renamesByValue(
  database: Database,
  plan: Pick<Plan, 'columns' | 'key'>,
  only: Readonly<Record<Side, readonly { readonly name: string; readonly index: number }[]>>,
): Promise<Rename[]> {
  const sources = only.source.slice(0, mostColumns);
  const targets = only.target.slice(0, mostColumns);
  if (sources.length === 0 || targets.length === 0) return [];
  const text = (alias: string, index: number) => `${textCanonicalSql(`x.c${index}`)} as ${alias}${index}`;
  const side = (table: Side, columns: typeof sources) =>
    `(select ${[
      ...keyParts(plan, table, (index) => `x.c${index}`).map((part, index) => `${part} as k${index}`),
      ...columns.map(({ index }) => text('v', index)),
    ].join(', ')} from ${table} x)`;
  const on = sameStoredKey(plan, 's', 't');
  const pairs = sources.flatMap((source) => targets.map((target) => ({ source, target })));
  const questions = pairs.flatMap(({ source, target }) => {
    const [a, b] = [`s.v${source.index}`, `t.v${target.index}`];
    return [
      `count(case when ${a} = ${b} then 1 end)`,
      `count(case when ${a} is not null or ${b} is not null then 1 end)`,
      `approx_count_distinct(case when ${a} = ${b} then ${a} end)`,
    ];
  });
  const [row = []] = await database.query(
    `select ${questions.join(', ')} from ${side('source', sources)} s join ${side('target', targets)} t on ${on}`,
  );
  const found = pairs
    .map(({ source, target }, index) => {
      const [agreeing, filled, values] = row.slice(index * 3, index * 3 + 3).map(Number) as [number, number, number];
      return { source: source.name, target: target.name, filled, values, share: filled === 0 ? 0 : agreeing / filled };
    })
    .filter(({ filled, values, share }) => filled >= fewestRecords && values >= fewestValues && share >= leastAgreement)
    .sort((a, b) => b.share - a.share);
  const renames: Rename[] = [];
  for (const { source, target, share } of found) {
    if (renames.some((rename) => rename.source === source || rename.target === target)) continue;
    renames.push({ source, target, why: 'values', share: Math.round(share * 10_000) / 10_000 });
  }
  return renames;
}
