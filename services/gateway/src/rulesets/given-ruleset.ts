import { ReconcylError, type Ruleset, type StoredRuleset } from '@reconcyl/contracts';
import type { GatewayContext } from '../context.ts';
import { parseRulesetReference } from './ruleset-reference.ts';
import { createStoredRulesets } from './stored-rulesets.ts';

export interface GivenRuleset {
  readonly text: string;
  readonly ruleset: Ruleset;
  /** Which stored ruleset the field named; absent when it was the text itself. */
  readonly stored?: StoredRuleset;
}

/**
 * The ruleset of an upload: its text, or the name of a stored one (`bank`, `bank@3`). Throws RECON_RULESET_INVALID with every
 * problem, RECON_RULESET_TOO_LARGE or RECON_RULESET_NOT_FOUND.
 */
export async function givenRuleset(
  { store, parseRuleset }: Pick<GatewayContext, 'store' | 'parseRuleset'>,
  tenant: string,
  field: string | undefined,
): Promise<GivenRuleset | undefined> {
  if (field === undefined) return undefined;
  const reference = parseRulesetReference(field);
  if (reference === undefined) return { text: field, ruleset: parseRuleset(field) };
  const found = await createStoredRulesets(store).get(tenant, reference.name, reference.version);
  const { name, version, text } = found;
  try {
    return { text, ruleset: parseRuleset(text), stored: { name, version } };
  } catch (error) {
    // It was right when it was stored: the format has changed since.
    if (!(error instanceof ReconcylError)) throw error;
    const detail = `${name}@${version}: ${error.detail ?? 'it is not valid any more'}`;
    throw new ReconcylError(error.code, detail, { cause: error, problems: error.problems });
  }
}
