import type { Finding } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { formatDecimal, parseDecimal, subtract } from '../numbers/exact-decimal.ts';
import type { Plan } from '../types.ts';
import { decimalSpec, readExactSum } from './column-statistics.ts';
import { judgements } from './compare-column.ts';
import { exactSum } from './exact-sum.ts';
import { judgementName, valueName } from './judged-pairs.ts';
import type { Matching } from './matching.ts';

/**
 * Columns whose tolerance forgave more than it may in sum. Each column with such a cap takes a pass of its own over the pairs, and
 * only where something was forgiven at all.
 */
export async function exceededCaps(database: Database, plan: Plan, matching: Matching): Promise<Finding[]> {
  const exceeded: Finding[] = [];
  for (const [index, column] of plan.columns.entries()) {
    const cap = column.tolerance?.total;
    const forgiven = matching.statistics[index]?.judged.forgiven ?? 0;
    if (cap === undefined || column.kind !== 'decimal' || forgiven === 0) continue;
    const [source, target] = [valueName('source', column.sourceIndex), valueName('target', column.targetIndex)];
    const isForgiven = `${judgementName(column)} = ${judgements.forgiven}`;
    const sum = exactSum(`abs(${source} - ${target})`, decimalSpec(column).width, isForgiven);
    const [row = []] = await database.query(`select ${sum} from ${matching.judged([column])}`);
    const total = readExactSum(String(row[0] ?? '0'), column);
    if (subtract(total, parseDecimal(cap)).unscaled <= 0n) continue;
    exceeded.push({
      code: 'tolerance_total_exceeded',
      message: `The tolerance of ${column.name} forgave ${formatDecimal(total)} in sum, more than the ${cap} that it may.`,
      columns: [column.name],
      count: forgiven,
    });
  }
  return exceeded;
}
