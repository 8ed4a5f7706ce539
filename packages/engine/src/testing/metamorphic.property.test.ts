import { createRandom, type Random } from '@reconcyl/testing/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partition, shuffleColumns, shuffleRows, swapSides } from './oracle/change-pack.ts';
import { addUp, negated } from './oracle/combine-answers.ts';
import { makePack, type Pack, sideRule } from './oracle/make-pack.ts';
import { comparedFeatures } from './oracle/not-yet.ts';
import { resultBytes } from './oracle/result-bytes.ts';
import { runPack } from './oracle/run-pack.ts';
import { type Answer, withoutLines } from './oracle/without-lines.ts';
import type { Dialect } from './oracle/write-csv.ts';

const numRuns = 5;

/** The rule holds for packs of small pairs. */
const always = (rule: (pack: Pack, random: Random) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 0x7fff_ffff }), (seed) =>
      rule(makePack(seed, 60, comparedFeatures), createRandom(seed)),
    ),
    { seed: 6, numRuns, endOnFailure: true },
  );

const answerTo = async (...args: Parameters<typeof runPack>): Promise<Answer> => withoutLines(await runPack(...args));

describe('the answer', { timeout: 120_000 }, () => {
  it('is the same, but for line numbers, when the rows are shuffled', () =>
    always(async (pack, random) => {
      expect(await answerTo(shuffleRows(pack, random))).toEqual(await answerTo(pack));
    }));

  it('is turned around when the sides are swapped: missing records change sides, differences change signs', () =>
    always(async (pack) => {
      const swapped = await answerTo(swapSides(pack));
      expect(withoutSharedCounts(swapped)).toEqual(withoutSharedCounts(negated(await answerTo(pack))));
    }));

  it('has the same bytes on one thread and on four', () =>
    always(async (pack) => {
      expect(await resultBytes(pack, { threads: 4 })).toEqual(await resultBytes(pack, { threads: 1 }));
    }));

  it('has the same bytes whether the files are loaded first or compared as they are read', () =>
    always(async (pack) => {
      const once = withoutRepeatedKeys(pack);
      const [loaded, streamed] = [1_000_000, 0].map((streamedRowsPerColumn) =>
        resultBytes(once, { threads: 2, streamedRowsPerColumn }),
      );
      expect(await streamed).toEqual(await loaded);
    }));

  it('of a file against itself is that they agree', () =>
    always(async (pack) => {
      const { verdict, breaks, counts } = await answerTo(againstItself(pack));
      expect({ verdict, breaks }).toEqual({ verdict: 'agree', breaks: [] });
      expect(counts.agreeing).toBe(counts.source_rows);
    }));

  it('is the same when the files are written with another delimiter, quotes and line end', () =>
    always(async (pack, random) => {
      const before = await runPack(pack);
      const after = await runPack(rewritten(pack, random));
      expect(after.breaks).toEqual(before.breaks);
      expect(withoutLines(after)).toEqual(withoutLines(before));
    }));

  it.each([
    ['utf-8 with a byte-order mark', 'utf-8', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['utf-16le', 'utf-16le', (text: string) => Buffer.from(text, 'utf16le')],
    ['utf-16be', 'utf-16be', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ] as const)('is the same when the files are written in %s', (_, encoding, encode) =>
    always(async (pack) => {
      const before = await runPack(pack);
      const side = (rule: Pack['ruleset']['source']) => ({ ...rule, encoding });
      const { source, target } = pack.ruleset;
      const after = await runPack(
        { ...pack, ruleset: { ...pack.ruleset, source: side(source), target: side(target) } },
        encode,
      );
      expect(after.breaks).toEqual(before.breaks);
      expect(withoutLines(after)).toEqual(withoutLines(before));
    }),
  );

  it('is the same when the columns stand in another order', () =>
    always(async (pack, random) => {
      const moved = {
        ...pack,
        source: shuffleColumns(pack.source, random),
        target: shuffleColumns(pack.target, random),
      };
      expect(await answerTo(moved)).toEqual(await answerTo(pack));
    }));

  it('has one record more when a row is there once more: it is missing, or pairs with one that was', () =>
    always(async (made, random) => {
      const { scope: _, ...everything } = made.ruleset.source ?? {};
      const pack = { ...made, ruleset: { ...made.ruleset, source: everything } };
      const row = random.pick(pack.source.rows);
      const before = await answerTo(pack);
      const after = await answerTo({ ...pack, source: { ...pack.source, rows: [...pack.source.rows, row] } });
      expect(after.counts.source_rows).toBe(before.counts.source_rows + 1);
      const surplus = ({ counts }: Answer) => counts.missing_in_target - counts.missing_in_source;
      expect(surplus(after)).toBe(surplus(before) + 1);
    }));

  it('adds up from the answers for parts of the files', () =>
    always(async (pack) => {
      const parts: Answer[] = [];
      for (const part of partition(pack, 3)) parts.push(await answerTo(part));
      expect(addUp(parts)).toEqual(addUp([await answerTo(pack)]));
    }));
});

/** A repeated key makes the engine load the files. */
function withoutRepeatedKeys(pack: Pack): Pack {
  const once = ({ columns, rows, dialect }: Pack['source'], key: readonly string[]) => {
    const places = key.map((name) => columns.indexOf(name));
    const pairOf = (row: readonly string[]) =>
      places.map((place) => /^\s*c(\d+)/i.exec(row[place] ?? '')?.[1]).find(Boolean);
    const seen = new Set<string | undefined>([undefined]);
    const kept = rows.filter((row) => !seen.has(pairOf(row)) && seen.add(pairOf(row)));
    return { columns, rows: kept, dialect };
  };
  const key = [pack.ruleset.key ?? []].flat();
  const targetNames = key.map((name) => pack.ruleset.columns?.[name]?.target ?? name);
  return { ...pack, source: once(pack.source, key), target: once(pack.target, targetNames) };
}

/** A difference of two currencies is counted under that of the source, so that the count changes sides with the files. */
const withoutSharedCounts = (answer: Answer) => ({
  ...answer,
  totals: answer.totals.map(({ differing, ...total }) =>
    answer.totals.filter(({ column }) => column === total.column).length > 1 ? total : { ...total, differing },
  ),
});

function rewritten(pack: Pack, random: Random): Pack {
  const other = (dialect: Dialect): Dialect => ({
    delimiter: random.pick([',', ';', '\t', '|'].filter((delimiter) => delimiter !== dialect.delimiter)),
    lineEnd: dialect.lineEnd === '\n' ? '\r\n' : '\n',
    quoteAll: !dialect.quoteAll,
  });
  const dialects = { source: other(pack.source.dialect), target: other(pack.target.dialect) };
  return {
    source: { ...pack.source, dialect: dialects.source },
    target: { ...pack.target, dialect: dialects.target },
    ruleset: {
      ...pack.ruleset,
      source: { ...pack.ruleset.source, ...sideRule(dialects.source) },
      target: { ...pack.ruleset.target, ...sideRule(dialects.target) },
    },
  };
}

/** Whatever a ruleset says of one side alone would make a file differ from itself. */
function againstItself({ source, ruleset }: Pack): Pack {
  const columns = Object.entries(ruleset.columns ?? {}).map(([name, rule]) => {
    const { target: _, negate: __, multiply: ___, extract: ____, format, ...kept } = rule;
    const same = typeof format === 'object' ? format.source : format;
    return [name, { ...kept, ...(same === undefined ? {} : { format: same }) }] as const;
  });
  const { duplicates: _, ...kept } = ruleset;
  return {
    source,
    target: source,
    ruleset: { ...kept, columns: Object.fromEntries(columns), target: ruleset.source },
  };
}
