import { ReconcylError } from '@reconcyl/contracts';
import type { FastifyRequest } from 'fastify';

const maxBytes = 65_536;

/** The body of a request as text, whatever its type says. @throws RECON_RULESET_TOO_LARGE, RECON_RULESET_INVALID for what is no UTF-8 */
export async function readTextBody({ raw }: FastifyRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new ReconcylError('RECON_RULESET_TOO_LARGE', `It has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new ReconcylError('RECON_RULESET_INVALID', 'It is not UTF-8.', { cause });
  }
}
