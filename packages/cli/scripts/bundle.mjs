/**
 * Puts what `run`, `inspect` and the help need into a few files, dist-quick: five hundred modules cost more than the work on a
 * thousand rows. The commands of the system start from dist/main.js, whose services find their files beside their modules.
 */
import { rmSync } from 'node:fs';
import { rolldown } from 'rolldown';

const folder = new URL('../dist-quick', import.meta.url).pathname;
rmSync(folder, { recursive: true, force: true });

const bundle = await rolldown({
  input: {
    main: new URL('../dist/main.js', import.meta.url).pathname,
    // Started by its path, from beside the module that starts it.
    'survey-worker': new URL('../../engine/dist/reading/survey-worker.js', import.meta.url).pathname,
  },
  platform: 'node',
  external: [/^@duckdb\/node-bindings/, /^node:/, /commands\/(serve|submit|rebuild|ensure-bus|doctor)\.js$/],
  // No module here does anything but define; a schema that nothing reads is left out.
  treeshake: { moduleSideEffects: false, manualPureFunctions: ['z'] },
});
await bundle.write({
  dir: folder,
  format: 'esm',
  // Beside the schemas, whoever names a side would load them all.
  codeSplitting: { groups: [{ name: 'words', test: /contracts\/dist\/words/ }] },
});
await bundle.close();
