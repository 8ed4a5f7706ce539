import { createHash } from 'node:crypto';

const hourMs = 3_600_000;
/** Recipients that are remembered; beyond it the one that was quiet longest is forgotten. */
const maxRecipients = 10_000;

/** Leave to send one mail now, or the time to wait for it. */
export interface Admission {
  /** 0: it may be sent, and is counted. More: nothing was counted. */
  readonly waitMs: number;
  /** Counts it no longer: certainly nothing was sent. A second call does nothing. */
  readonly giveBack: () => void;
}

export interface RateLimit {
  /** Counts a mail to this address, or says how long to wait. */
  readonly take: (address: string) => Admission;
}

/** For what is not counted. */
export const admitted: Admission = { waitMs: 0, giveBack: () => undefined };

/** At most so many mails an hour to one address, in this process. Addresses are kept as hashes. */
export function createRateLimit(perHour: number, now: () => number = () => performance.now()): RateLimit {
  /** Of each address its mails of the last hour, oldest first. */
  const mails = new Map<string, { readonly at: number }[]>();
  return {
    take: (address) => {
      const key = createHash('sha256').update(address.toLowerCase()).digest('base64');
      const recent = (mails.get(key) ?? []).filter(({ at }) => now() - at < hourMs);
      mails.delete(key);
      mails.set(key, recent);
      if (mails.size > maxRecipients) mails.delete(mails.keys().next().value ?? '');
      const [oldest] = recent;
      if (recent.length >= perHour && oldest !== undefined) {
        return { ...admitted, waitMs: Math.ceil(oldest.at + hourMs - now()) };
      }
      const mine = { at: now() };
      recent.push(mine);
      const giveBack = () => {
        const counted = mails.get(key) ?? [];
        if (counted.includes(mine)) counted.splice(counted.indexOf(mine), 1);
      };
      return { waitMs: 0, giveBack };
    },
  };
}
