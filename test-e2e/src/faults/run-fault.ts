import { createRandom } from '@reconcyl/testing/random';
import { startProcesses } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Account, account } from './account.ts';
import type { Fault, Harm } from './fault.ts';
import { startMailSink } from './mail-sink.ts';
import { pairs } from './pairs.ts';
import { beginWork, type Seen, see } from './work.ts';

export interface FaultRun {
  readonly account: Account;
  readonly harm: Harm;
  readonly seconds: number;
}

/**
 * Starts the six services on servers of their own, sees each kind of pair once undisturbed, and then so many under a fault. Throws
 * when the system does not work at all; whatever is wrong with single reconciliations stands in the account.
 */
export async function runFault(
  fault: Fault,
  options: { readonly count: number; readonly seed: number },
): Promise<FaultRun> {
  const { path, remove } = await temporaryFolder();
  const sink = await startMailSink();
  const needs = await fault.needs?.(path);
  const begin = performance.now();
  try {
    const system = await startProcesses(
      path,
      {
        LOG_LEVEL: 'silent',
        SMTP_URL: sink.url,
        MAIL_FROM: 'reconcyl@example.com',
        MAIL_ALLOWED_DOMAINS: 'example.com',
        // So that what is lost is looked for soon; the waits of mails and leases stay as they are.
        SWEEP_INTERVAL_MS: '1000',
        SWEEP_FIRST_MS: '10000',
      },
      { throughProxies: true, envOf: needs?.envOf ?? {} },
    );
    try {
      const { proxies } = system;
      if (proxies === undefined) throw new Error('there are no proxies');
      const before = beginWork(system.url, pairs.length);
      await before.uploaded;
      const undisturbed = new Map<string, Seen>();
      for (const one of before.accepted) undisturbed.set(one.pair.kind, await see(system.url, one));

      const work = beginWork(system.url, options.count, { firstKey: pairs.length });
      const scene = {
        system: { ...system, proxies },
        work,
        count: options.count,
        random: createRandom(options.seed).next,
      };
      const harm = await fault.disturb(scene);
      await work.uploaded;
      const { poisoned = [] } = harm;
      const known = new Set([...[...before.accepted, ...work.accepted].map(({ taskId }) => taskId), ...poisoned]);
      return {
        account: await account(system, work.accepted, undisturbed, sink, known),
        harm,
        seconds: (performance.now() - begin) / 1000,
      };
    } finally {
      await system.stop();
    }
  } finally {
    await sink.close();
    await needs?.remove();
    await remove();
  }
}

/** What did not come as promised; nothing where all did. */
export function brokenPromises(fault: Fault, { account, harm }: FaultRun): string[] {
  const { accepted, completed, failed, failedWithReason } = account;
  const { poisoned = [], notifierDeaths = 0 } = harm;
  const { RECON_WORKER_DIED: byDeaths = 0, ...byOtherCodes } = failedWithReason;
  const promises: readonly (readonly [string, boolean])[] = [
    ['nothing is lost', account.lost === 0],
    ['nothing is done twice', account.doubled === 0],
    ['no report differs from that of an undisturbed run', account.wrong === 0],
    ['everything accepted has an end', completed + failed + byDeaths === accepted],
    [
      'what has no fault completes',
      Object.keys(byOtherCodes).length === 0 && (byDeaths === 0 || fault.mayFail === true),
    ],
    ['everyone is told', account.mailsMissing === 0 && account.mails === accepted],
    ['a mail comes twice only after a death of the notifier', account.mailCopies <= notifierDeaths],
    ['the dead letters are those of work that killed', account.deadLetters === byDeaths + poisoned.length],
    ['nothing is left of the work', account.left.length === 0],
  ];
  return promises.filter(([, isKept]) => !isKept).map(([promise]) => promise);
}
