#!/usr/bin/env -S node --conditions=reconcyl-source --disable-warning=ExperimentalWarning
// Plain JavaScript that every Node can read: it checks the version before anything newer is parsed.
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
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
