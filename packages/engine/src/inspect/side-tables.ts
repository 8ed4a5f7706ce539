import type { Ruleset } from '@reconcyl/contracts';
import type { Sides } from '../match/matching.ts';

/** The tables `source` and `target` as inference asks for them, with the zone of times that say none. */
export function tablesOf(sides: Sides, ruleset: Ruleset | undefined) {
  return {
    source: { table: 'source', rows: sides.source.rows, zone: ruleset?.source?.zone },
    target: { table: 'target', rows: sides.target.rows, zone: ruleset?.target?.zone },
  };
}
