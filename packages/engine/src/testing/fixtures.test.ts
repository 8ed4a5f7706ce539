import { describe, expect, it } from 'vitest';
import { missingFrom } from './fixture-contains.ts';
import { fixturesFolder, listFixtures } from './fixture-folder.ts';
import { readFixtureIndex } from './fixture-index.ts';
import { runFixture } from './fixture-run.ts';

const fixtures = listFixtures();

describe('fixtures', () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture.shows, fixture] as const))(
    '%s: %s',
    async (_name, _shows, fixture) => {
      const answer = await runFixture(fixture);
      const { error, ...expected } = fixture.expected;
      expect(missingFrom(answer, { error: error ?? { $absent: true }, ...expected })).toEqual([]);
    },
  );
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
