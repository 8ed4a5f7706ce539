import type { Harm, Scene } from '../fault.ts';
import { republishEach } from '../republish.ts';
import { finished } from './moments.ts';

export async function deliverTwice({ system, work, count }: Scene): Promise<Harm> {
  const republishing = await republishEach(system.nats.url);
  await finished(work, count);
  return { times: `${await republishing.stop()} messages` };
}
