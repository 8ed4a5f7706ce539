import { type WalkDeps, walk } from './walk.ts';

export interface Walks {
  /**
   * Walks one part, if a walk of this tenant is due or under way: one is due now and then, and whenever the task store is another
   * one, so that it must be filled. Gives whether the next part should follow at once: until the store is filled its list has gaps.
   */
  readonly part: (tenant: string, now: Date) => Promise<boolean>;
}

interface Walk {
  /** The task store that it fills. */
  readonly epoch: string;
  readonly fills: boolean;
  /** Where the next part goes on. */
  readonly after: string | undefined;
  /** When it came to its end. */
  readonly endedAt: number | undefined;
}

/**
 * Plans the walks over all tenants. Whether a task store was lost is not judged from what it holds: events write into an empty one
 * at once. What it is called is remembered from before the first part, so a loss in the middle of a walk begins it anew.
 */
export function createWalks(deps: WalkDeps & { readonly walkIntervalMs: number }): Walks {
  const { tasks, logger, walkIntervalMs } = deps;
  const walks = new Map<string, Walk>();

  function next(last: Walk | undefined, epoch: string, now: Date): Walk | undefined {
    if (last?.epoch !== epoch) return { epoch, fills: true, after: undefined, endedAt: undefined };
    if (last.endedAt === undefined) return last;
    const isDue = now.getTime() - last.endedAt >= walkIntervalMs;
    return isDue ? { epoch, fills: false, after: undefined, endedAt: undefined } : undefined;
  }

  return {
    part: async (tenant, now) => {
      // The sweep must go on without the task store; a walk would have nothing to mend.
      const epoch = await tasks.epoch().catch(() => undefined);
      if (epoch === undefined) return false;
      const current = next(walks.get(tenant), epoch, now);
      if (current === undefined) return false;
      if (current.fills && current.after === undefined)
        logger.info({ tenant }, 'the task store is filled from the objects');
      walks.set(tenant, current);
      const after = await walk(deps, tenant, now, { after: current.after });
      const isOver = after === undefined;
      walks.set(tenant, { ...current, after, endedAt: isOver ? now.getTime() : undefined });
      if (current.fills && isOver) logger.info({ tenant }, 'the task store is filled');
      return current.fills && !isOver;
    },
  };
}
