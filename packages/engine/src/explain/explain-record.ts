import { ReconcylError } from '@reconcyl/contracts';
import type { ExplainRecordRequest, RecordStory } from './record-story.ts';

/** Tells the whole story of one record: how both files were read, where the record stands, and how each cell was judged. */
export async function explainRecord(request: ExplainRecordRequest): Promise<RecordStory> {
  throw new ReconcylError('RECON_INTERNAL', undefined, { cause: new Error(`not told yet: ${request.record.length}`) });
}
