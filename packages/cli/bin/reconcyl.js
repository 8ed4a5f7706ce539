#!/usr/bin/env -S node --conditions=reconcyl-source --disable-warning=ExperimentalWarning
// Plain JavaScript that every Node can read: it checks the version before anything newer is parsed.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const required = [24, 15];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < required[0] || (major === required[0] && minor < required[1])) {
  process.stderr.write(
    `reconcyl needs Node ${required.join('.')} or later; this is Node ${process.versions.node}.\n` +
      'Run it through npm (`npx reconcyl …` in the project folder brings the right version) or install a newer Node.\n',
  );
  process.exit(2);
}
nodeModule.enableCompileCache();

// In a checkout the TypeScript sources run, also when this file was not started by its first line; an image has only `dist`.
const hasSources = existsSync(new URL('../src/main.ts', import.meta.url));
const condition = '--conditions=reconcyl-source';
if (hasSources && !`${process.execArgv} ${process.env.NODE_OPTIONS}`.includes(condition)) {
  process.execArgv.push(condition); // for the child processes of the engine
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'reconcyl-source'] }),
  });
}
// What most runs need stands in few files; the system needs its modules where they are.
const isOfSystem = ['serve', 'submit', 'rebuild', 'ensure-bus', 'doctor'].includes(process.argv[2] ?? '');
const built = isOfSystem ? '../dist/main.js' : '../dist-quick/main.js';
const { main } = await import(hasSources ? '../src/main.ts' : built);
process.exitCode = await main(process.argv.slice(2));
