import type { FileSummary } from '@reconcyl/contracts';
import type { Dialect } from './types.ts';

/** A dialect as reports and inspections show it. */
export function dialectSummary(dialect: Dialect): FileSummary['dialect'] {
  return {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.escape,
    has_header: dialect.hasHeader,
    preamble_lines: dialect.preambleLines,
  };
}
