/** Starts the built command line of this checkout, as an image does; `bin/reconcyl.js` would take the sources here. */
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

enableCompileCache();
const quick = new URL('../../packages/cli/dist-quick/main.js', import.meta.url);
const whole = new URL('../../packages/cli/dist/main.js', import.meta.url);
const { main } = await import(existsSync(quick) ? quick : whole);
process.exitCode = await main(process.argv.slice(2));
