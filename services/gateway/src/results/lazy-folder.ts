import type { Scratch } from '@reconcyl/service-kit';

/** A scratch folder that is made when it is first needed and kept until `close`. One that could not be made is tried again. */
export function lazyFolder(scratch: Pick<Scratch, 'withScratch'>, name: string) {
  const closing = Promise.withResolvers<void>();
  let opened: Promise<string> | undefined;
  let removed: Promise<void> = Promise.resolve();
  return {
    path(): Promise<string> {
      opened ??= new Promise((resolve, reject) => {
        removed = scratch.withScratch(name, (folder) => {
          resolve(folder);
          return closing.promise;
        });
        removed.catch((error: unknown) => {
          // The next who asks tries again.
          opened = undefined;
          reject(error);
        });
      });
      return opened;
    },
    async close(): Promise<void> {
      closing.resolve();
      await removed.catch(() => undefined);
    },
  };
}
