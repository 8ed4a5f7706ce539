import { ReconcylError, type Side } from '@reconcyl/contracts';
import { quoteLiteral } from '../../duckdb/quote.ts';
import type { Queryable, SideTable } from './types.ts';

/**
 * The zone of a side as DuckDB, which converts the times, spells it; undefined when none is given.
 *
 * @throws RECON_RULESET_INVALID for a zone that does not exist.
 */
export async function checkZone(queryable: Queryable, side: Side, { zone }: SideTable): Promise<string | undefined> {
  if (zone === undefined) return undefined;
  const sql = `SELECT name FROM pg_timezone_names() WHERE lower(name) = lower(${quoteLiteral(zone)}) LIMIT 1`;
  const [[name] = []] = await queryable.query(sql);
  if (typeof name === 'string') return name;
  const message = `There is no zone \`${zone.slice(0, 60)}\`; a zone is named like \`Europe/Berlin\` or \`UTC\`.`;
  throw new ReconcylError('RECON_RULESET_INVALID', message, { problems: [{ path: `${side}.zone`, message }] });
}
