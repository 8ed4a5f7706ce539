import { describe, expect, it } from 'vitest';
import { missingFrom } from './fixture-contains.ts';
import { fixturesFolder, listFixtures } from './fixture-folder.ts';
import { readFixtureIndex } from './fixture-index.ts';
import { runFixture } from './fixture-run.ts';
import { runTurnedAround, withoutLines } from './fixture-turned-around.ts';

const fixtures = listFixtures();
/** 5,000 columns take ten seconds, more where others work on the machine. */
const timeoutMs = 180_000;
/** What pairs with what must not hang on where it stands. */
const orderMustNotMatter: ReadonlySet<string> = new Set(['duplicates', 'keys', 'one-to-many']);

describe('fixtures', () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture.shows, fixture] as const))(
    '%s: %s',
    async (_name, _shows, fixture) => {
      const answer = await runFixture(fixture);
      const { error, ...expected } = fixture.expected;
      expect(missingFrom(answer, { error: error ?? { $absent: true }, ...expected })).toEqual([]);
    },
    timeoutMs,
  );
});

describe('fixtures whose rows stand in the opposite order, on one thread and in one call', () => {
  it.each(
    fixtures.filter(({ group }) => orderMustNotMatter.has(group)).map((fixture) => [fixture.name, fixture] as const),
  )('%s: the same answer, but for line numbers', async (_name, fixture) => {
    const answer = await runFixture(fixture, { threads: 4 });
    const turned = await runTurnedAround(fixture, { threads: 1, way: 'at-once' });
    expect(withoutLines(turned)).toEqual(withoutLines(answer));
  });
});

describe('the index of the fixtures', () => {
  const index = readFixtureIndex(fixturesFolder);
  const names = new Set(fixtures.map(({ name }) => name));

  it('shows every rule by at least one fixture, and names none that is not there', () => {
    expect(index.length).toBeGreaterThan(0);
    expect(index.filter(({ fixtures: shown }) => shown.length === 0).map(({ rule }) => rule)).toEqual([]);
    expect(index.flatMap(({ fixtures: shown }) => shown).filter((name) => !names.has(name))).toEqual([]);
  });

  it('names every fixture', () => {
    const indexed = new Set(index.flatMap(({ fixtures: shown }) => shown));
    expect([...names].filter((name) => !indexed.has(name))).toEqual([]);
  });
});
