import { ReconcylError, type RequestDocument } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';

/**
 * Both files of an upload stand as they were written: an upload that was not heard of for a day counts as left behind, and is removed.
 * Throws RECON_UPLOAD_CUT_OFF otherwise, so that nothing is accepted whose files are gone.
 */
export async function checkInputs(store: ObjectStore, { source, target }: RequestDocument): Promise<void> {
  const inputs = [source, target];
  const found = await Promise.all(inputs.map(({ key }) => store.stat(key)));
  if (inputs.every(({ sizeBytes }, position) => found[position]?.sizeBytes === sizeBytes)) return;
  throw new ReconcylError('RECON_UPLOAD_CUT_OFF', 'It took so long that its first file was removed as left behind.');
}
