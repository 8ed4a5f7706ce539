import { createHash } from 'node:crypto';

const hourMs = 3_600_000;
/** Recipients that are remembered; beyond it the one that was quiet longest is forgotten. */
const maxRecipients = 10_000;

export interface RateLimit {
  /** Counts a mail to this address and gives 0, or gives the time to wait and counts nothing. */
  readonly take: (address: string) => number;
}

/** At most so many mails an hour to one address, in this process. Addresses are kept as hashes. */
export function createRateLimit(perHour: number, now: () => number = () => performance.now()): RateLimit {
  const times = new Map<string, number[]>();
  return {
    take: (address) => {
      const key = createHash('sha256').update(address.toLowerCase()).digest('base64');
      const recent = (times.get(key) ?? []).filter((time) => now() - time < hourMs);
      times.delete(key);
      times.set(key, recent);
      if (times.size > maxRecipients) times.delete(times.keys().next().value ?? '');
      const [oldest] = recent;
      if (recent.length >= perHour && oldest !== undefined) return Math.ceil(oldest + hourMs - now());
      recent.push(now());
      return 0;
    },
  };
}
