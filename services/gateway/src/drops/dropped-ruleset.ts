import { errorCatalogue, type Pairing, ReconcylError } from '@reconcyl/contracts';
import type { GatewayContext } from '../context.ts';
import { givenRuleset } from '../rulesets/given-ruleset.ts';
import { bytesOf } from './copy-dropped.ts';
import type { DropBox } from './drop-box.ts';
import type { DroppedFile } from './dropped-files.ts';

const maxRulesetBytes = 65_536;

/** The text of a dropped ruleset; nothing where there is none, or a blank one. Throws DropChangedError and coded errors. */
export async function readDroppedRuleset(
  box: DropBox,
  file: DroppedFile | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const tooLarge = new ReconcylError('RECON_RULESET_TOO_LARGE', `It has more than ${maxRulesetBytes} bytes.`);
  if (file.sizeBytes > maxRulesetBytes) throw tooLarge;
  const chunks = await Array.fromAsync(bytesOf(box, file, signal));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return text.trim() === '' ? undefined : text;
  } catch (cause) {
    throw new ReconcylError('RECON_RULESET_INVALID', 'It is not UTF-8.', { cause });
  }
}

/**
 * How the files of a name are paired, as its ruleset says; undefined where that is wrong and says nothing. Throws DropChangedError, and
 * what trying again can help.
 */
export async function droppedPairing(
  context: GatewayContext,
  box: DropBox,
  tenant: string,
  file: DroppedFile | undefined,
  signal: AbortSignal,
): Promise<Pairing | undefined> {
  try {
    const given = await givenRuleset(context, tenant, await readDroppedRuleset(box, file, signal));
    return given?.ruleset.pairing ?? 'any';
  } catch (error) {
    if (error instanceof ReconcylError && !errorCatalogue[error.code].canRetry) return undefined;
    throw error;
  }
}
