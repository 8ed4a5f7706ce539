/** Starts the built command line of this checkout, as an image does; `bin/reconcyl.js` would take the sources here. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { main } = await import('../../packages/cli/dist/main.js');
process.exitCode = await main(process.argv.slice(2));
