import { type AnswerPart, answerParts } from './disagreements.ts';
import { type Feature, features } from './spell-time.ts';

/** Options of a ruleset that samples do not use, and why. */
const featuresNotYet: readonly Feature[] = [];

/** Parts of the answer that are not compared, and why. */
const partsNotYet: readonly AnswerPart[] = [];

export const comparedFeatures: ReadonlySet<Feature> = new Set(
  features.filter((name) => !featuresNotYet.includes(name)),
);
export const comparedParts: ReadonlySet<AnswerPart> = new Set(
  answerParts.filter((name) => !partsNotYet.includes(name)),
);
