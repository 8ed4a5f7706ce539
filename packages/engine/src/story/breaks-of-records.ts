import type { Break } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { decodeBreak, decodeRows } from '../result/decode.ts';
import { rowAsJson } from '../result/scan.ts';
import type { FoundRecord } from './find-records.ts';

/** The breaks of a result in which some of these records stand. */
export async function breaksOfRecords(
  database: Database,
  breaksPath: string,
  records: { readonly source: readonly FoundRecord[]; readonly target: readonly FoundRecord[] },
): Promise<Break[]> {
  const among = (side: 'source' | 'target') => {
    const lines = records[side].map(({ line }) => line);
    return lines.length === 0 ? 'false' : `coalesce(${side}_line in (${lines.join(', ')}), false)`;
  };
  const rows = await database.query(`select ${rowAsJson('breaks')}
    from read_parquet(${quoteLiteral(breaksPath)}, hive_partitioning = false)
    where ${among('source')} or ${among('target')} order by ordinal`);
  return decodeRows(
    rows.map(([row]) => String(row)),
    decodeBreak,
  );
}
