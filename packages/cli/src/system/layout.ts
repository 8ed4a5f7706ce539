import { join, resolve } from 'node:path';

/** Where everything lies in the data folder. */
export function dataLayout(dataFolder: string) {
  const root = resolve(dataFolder);
  return {
    root,
    objects: join(root, 'objects'),
    bus: join(root, 'bus.sqlite'),
    tasks: join(root, 'tasks.sqlite'),
    scratch: join(root, 'scratch'),
    mail: join(root, 'mail'),
  } as const;
}
