import { type Argument, Command, Option } from 'commander';
import { collectChoices, collectKey, parseCount, parsePort, parseSize } from './arguments.ts';
import { failOnChoices, reportChoices } from './choices.ts';
import type { Io } from './io.ts';

/**
 * The command line as commander reads it. Each command is loaded when it is called, so that help and `run` start fast.
 * `finish` gets the exit code of the command.
 */
export function createProgram(io: Io, version: string, finish: (code: number) => void): Command {
  const program = new Command('reconcyl')
    .description('Finds what is missing and what differs between two CSV files that should agree, and says why.')
    .version(version, '-V, --version')
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {}, // told once, by writeError
      getOutHelpWidth: () => io.stdout.columns ?? 100,
    })
    .configureHelp({
      minWidthToWrap: 24,
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(shownArgument)].join(' '),
    })
    .addHelpText('after', '\nExit codes: 0 the files agree, 1 there are breaks, 2 it could not run.');

  addRun(program, io, finish);
  addInspect(program, io, finish);
  addExplain(program, io, finish);
  addRuleset(program, io, finish);
  addServe(program, io, finish);
  addSubmit(program, io, finish);
  program
    .command('rebuild')
    .description('makes the list and the states of all reconciliations again, from the objects alone')
    .option('--data <dir>', 'data folder, where S3_URL and REDIS_URL are not both set', 'reconcyl-data')
    .action(async (options) => {
      const { rebuildTaskStore } = await import('./commands/rebuild.ts');
      finish(await rebuildTaskStore(io, options));
    });
  addDeadLetters(program, io, finish);
  program
    .command('ensure-bus')
    .description(
      'makes streams and consumers of NATS what this version declares, also those that an older one has made',
    )
    .option('--json', 'print what became of each as JSON')
    .action(async (options) => {
      const { ensureBus } = await import('./commands/ensure-bus.ts');
      finish(await ensureBus(io, options));
    });
  program
    .command('doctor')
    .description('checks whether this machine has what Reconcyl needs')
    .option('--data <dir>', 'data folder to check', 'reconcyl-data')
    .action(async (options) => {
      const { doctor } = await import('./commands/doctor.ts');
      finish(await doctor(io, options));
    });
  return program;
}

function addRun(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('run')
    .description('compares two files and says what is missing and what differs')
    .argument('<source>', 'CSV file, or - for standard input')
    .argument('<target>', 'CSV file, or - for standard input')
    .addOption(keyOption())
    .option('--ruleset <file>', 'what to compare and how, as YAML or JSON')
    .addOption(
      new Option('--report <format>', `report to write: ${reportChoices.join(', ')}; several need --out`)
        .argParser(collectChoices(reportChoices))
        .default([], 'none'),
    )
    .option('--out <dir>', 'folder for the reports (json if no --report is given) and the result, see --previous')
    .option('--json', 'print the summary as JSON on standard output')
    .addOption(new Option('--fail-on <what>', 'what makes the exit code 1').choices(failOnChoices).default('any'))
    .option('--previous <dir>', 'folder of an earlier --out: tells which breaks are new, persisting and resolved')
    .option('--max-breaks <n>', 'cut the listings of reports after so many entries; counts stay whole', parseCount)
    .option('--memory <size>', 'memory that the engine may use before it spills to disk, as 1GB or 512MB', parseSize)
    .option('-q, --quiet', 'no progress and no summary on standard error')
    .action(async (source, target, options) => {
      const { run } = await import('./commands/run.ts');
      finish(await run(io, { source, target, ...options }));
    });
}

function addInspect(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('inspect')
    .description('shows what a run would assume about one file or two, with the evidence')
    .argument('<file>', 'CSV file, or - for standard input')
    .argument('[file]', 'the other side')
    .addOption(keyOption())
    .option('--ruleset <file>', 'what to compare and how, as YAML or JSON')
    .option(
      '--write-ruleset <file>',
      'write what a run of both files would assume into a new ruleset; - for standard output',
    )
    .option('--json', 'print it as JSON')
    .action(async (source, target, options) => {
      const { inspectFiles } = await import('./commands/inspect.ts');
      finish(await inspectFiles(io, { source, target, ...options }));
    });
}

function addExplain(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('explain')
    .description('tells how one record was read, normalised, matched and judged, step by step')
    .argument('<source>', 'CSV file, or - for standard input')
    .argument('<target>', 'CSV file, or - for standard input')
    .argument('<record>', 'cells of its key, by commas, as they are written in either file')
    .addOption(keyOption())
    .option('--ruleset <file>', 'what to compare and how, as YAML or JSON')
    .option('--json', 'print it as JSON')
    .action(async (source, target, record, options) => {
      const { explain } = await import('./commands/explain.ts');
      finish(await explain(io, { source, target, record, ...options }));
    });
}

function addRuleset(program: Command, io: Io, finish: (code: number) => void): void {
  const ruleset = program.command('ruleset').description('works with rulesets');
  ruleset
    .command('check')
    .description('tells everything that is wrong with a ruleset; with both files also which names they do not have')
    .argument('<ruleset>', 'YAML or JSON file')
    .argument('[source]', 'CSV file')
    .argument('[target]', 'CSV file')
    .action(async (path, source, target) => {
      const { checkRulesetFile } = await import('./commands/check-ruleset.ts');
      finish(await checkRulesetFile(io, { path, source, target }));
    });
}

function addServe(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('serve')
    .description('runs the whole system in one process: REST, reports, mail')
    .option('--port <port>', 'port, 0 for any free one', parsePort, 8080)
    .option('--data <dir>', 'folder for everything that is kept', 'reconcyl-data')
    .option(
      '--host <address>',
      'address to listen on (127.0.0.1, or every one once RECONCYL_TOKEN or AUTH=none is set)',
    )
    .action(async (options) => {
      const { serve } = await import('./commands/serve.ts');
      finish(await serve(io, options));
    });
}

function addSubmit(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('submit')
    .description('uploads two files to a server, watches the progress and fetches the report')
    .argument('<url>', 'address of the server, e.g. http://127.0.0.1:8080')
    .argument('<source>', 'CSV file')
    .argument('<target>', 'CSV file')
    .addOption(keyOption())
    .option('--ruleset <file>', 'what to compare and how, as YAML or JSON')
    .option('--email <address>', 'who gets the report by mail')
    .option('--name <name>', 'name of a recurring pair')
    .addOption(
      new Option('--report <format>', 'report to fetch: json, csv, html')
        .argParser(collectChoices(['json', 'csv', 'html']))
        .default([], 'none'),
    )
    .option('--out <dir>', 'folder for the reports (json if no --report is given)')
    .option('--token <token>', 'bearer token; RECONCYL_TOKEN does the same and is not seen by other users')
    .option('--idempotency-key <key>', 'the same key never starts a second run')
    .addOption(new Option('--fail-on <what>', 'what makes the exit code 1').choices(failOnChoices).default('any'))
    .option('-q, --quiet', 'no progress and no summary on standard error')
    .action(async (url, source, target, options) => {
      const { submit } = await import('./commands/submit.ts');
      finish(await submit(io, { url, source, target, ...options }));
    });
}

function addDeadLetters(program: Command, io: Io, finish: (code: number) => void): void {
  const letters = program.command('dead-letters').description('looks after messages that a service would not have');
  const command = (name: string) =>
    letters.command(name).option('--data <dir>', 'data folder, where NATS_URL is not set', 'reconcyl-data');
  command('list')
    .description('tells which there are, newest first')
    .option('--limit <n>', 'the newest so many', parseCount, 100)
    .option('--json', 'print them as JSON')
    .action(async (options) => {
      const { listDeadLetters } = await import('./commands/dead-letters.ts');
      finish(await listDeadLetters(io, options));
    });
  command('show')
    .description('shows one, with its message')
    .argument('<id>', 'as `list` tells it')
    .action(async (id, options) => {
      const { showDeadLetter } = await import('./commands/dead-letters.ts');
      finish(await showDeadLetter(io, { id, ...options }));
    });
  command('redrive')
    .description(
      'puts some back into the queue of their consumer; an attempt that ended is tried again by `retry` instead',
    )
    .argument('<id...>', 'as `list` tells them')
    .action(async (ids, options) => {
      const { redriveDeadLetters } = await import('./commands/dead-letters.ts');
      finish(await redriveDeadLetters(io, { ids, ...options }));
    });
}

function shownArgument(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

function keyOption(): Option {
  return new Option('--key <columns>', 'key columns, by commas: a,b (inferred if absent)').argParser(collectKey);
}
