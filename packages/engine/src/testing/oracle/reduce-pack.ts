import type { Pack, RawTable } from './make-pack.ts';

/**
 * The smallest pack that can be reached by leaving out rows, columns and rules one by one, of which `fails` still holds. Asks at most
 * `budget` times, because each question is a run of the engine.
 */
export async function reducePack(pack: Pack, fails: (pack: Pack) => Promise<boolean>, budget = 200): Promise<Pack> {
  let best = pack;
  let left = budget;
  const attempt = async (candidate: Pack): Promise<boolean> => {
    if (left <= 0) return false;
    left--;
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  const ids = () => [...new Set([...best.source.rows, ...best.target.rows].map((row) => pairOf(row)))];
  await halve(ids, (gone) => attempt(withRows(best, (row) => !gone.has(pairOf(row)))));
  for (const side of ['source', 'target'] as const) {
    const places = () => best[side].rows.map((_, index) => index);
    await halve(places, (gone) => {
      const table: RawTable = { ...best[side], rows: best[side].rows.filter((_, index) => !gone.has(index)) };
      return attempt({ ...best, [side]: table });
    });
  }
  for (const candidate of simpler(best.ruleset)) {
    const ruleset = candidate(best.ruleset);
    if (ruleset !== undefined) await attempt({ ...best, ruleset });
  }
  return best;
}

/** The small pair that a row belongs to, as its key says. */
const pairOf = (row: readonly string[]): string =>
  row.map((cell) => /^\s*(c\d+)(?:-.*)?$/isu.exec(cell)?.[1]?.toLowerCase()).find((id) => id !== undefined) ?? '';

const withRows = (pack: Pack, keep: (row: readonly string[]) => boolean): Pack => ({
  ...pack,
  source: { ...pack.source, rows: pack.source.rows.filter(keep) },
  target: { ...pack.target, rows: pack.target.rows.filter(keep) },
});

/** Leaves out halves, then quarters and so on, as long as that helps. */
async function halve<Item>(items: () => Item[], without: (gone: ReadonlySet<Item>) => Promise<boolean>): Promise<void> {
  for (let size = Math.ceil(items().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < items().length; ) {
      const gone = new Set(items().slice(start, start + size));
      if (!(await without(gone))) start += size;
    }
  }
}

type Ruleset = Pack['ruleset'];

/** A ruleset that ignores one column more, or lacks one member of one column's rule. */
function simpler(ruleset: Ruleset): ((now: Ruleset) => Ruleset | undefined)[] {
  return Object.entries(ruleset.columns ?? {}).flatMap(([name, rule]) => [
    (now: Ruleset) => ({ ...now, columns: { ...now.columns, [name]: { ignore: true } } }),
    ...Object.keys(rule)
      .filter((member) => member !== 'kind' && member !== 'format' && member !== 'target')
      .map((member) => (now: Ruleset) => {
        const { [member as 'nulls']: gone, ...kept } = now.columns?.[name] ?? {};
        return gone === undefined ? undefined : { ...now, columns: { ...now.columns, [name]: kept } };
      }),
  ]);
}
