import { quoteLiteral } from '../duckdb/quote.ts';
import type { CanonicalSpec } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';

/**
 * The source's day as the target's format writes it: a target cell that is this very text means that day, at half the cost of reading
 * it. Undefined where the two sides' values are not plain days, or a format writes a day in more ways than one.
 */
export function writtenAsTarget({ specs }: ColumnPlan, sourceValue: string): string | undefined {
  const { source, target } = specs;
  if (source.kind !== 'date' || target.kind !== 'date') return undefined;
  if (!isBare(source) || !isBare(target)) return undefined;
  const form = forms[target.format];
  return form === undefined ? undefined : `strftime(${sourceValue}, ${quoteLiteral(form)})`;
}

/** No word, pattern or list changes what a cell of it means. */
function isBare(spec: CanonicalSpec): boolean {
  return spec.nulls.length === 0 && spec.equivalents === undefined && spec.extract === undefined;
}

/** Formats with all their digits written; DuckDB writes years below 1000 with all four. */
const forms: Readonly<Record<string, string>> = {
  'yyyy-MM-dd': '%Y-%m-%d',
  'yyyy/MM/dd': '%Y/%m/%d',
  'yyyy.MM.dd': '%Y.%m.%d',
  'dd/MM/yyyy': '%d/%m/%Y',
  'MM/dd/yyyy': '%m/%d/%Y',
  'dd.MM.yyyy': '%d.%m.%Y',
  'MM.dd.yyyy': '%m.%d.%Y',
  'dd-MM-yyyy': '%d-%m-%Y',
  'MM-dd-yyyy': '%m-%d-%Y',
  yyyyMMdd: '%Y%m%d',
};
