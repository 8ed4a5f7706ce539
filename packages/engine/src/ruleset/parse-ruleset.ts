import { type Problem, ReconcylError, type Ruleset, rulesetSchema } from '@reconcyl/contracts';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { optionProblems } from './option-problems.ts';
import { toPlainValue } from './plain-value.ts';
import { type RulesetProblem, rulesetError, rulesetProblem } from './problem-list.ts';
import { salvageRuleset } from './salvage.ts';
import { schemaProblems } from './schema-problems.ts';

const maxBytes = 65_536;

/** What a text says, as far as it can be understood, and everything that is wrong with it. */
export interface ReadRuleset {
  readonly ruleset: Ruleset;
  readonly problems: readonly RulesetProblem[];
}

/**
 * Reads a ruleset from YAML or JSON text. Every problem is told at once, each with its path: RECON_RULESET_INVALID; text above 64 kB or
 * with more than 2,000 nodes is RECON_RULESET_TOO_LARGE. An empty text is the empty ruleset.
 */
export function parseRuleset(text: string): Ruleset {
  const { ruleset, problems } = readRuleset(text);
  if (problems.length > 0) throw rulesetError(problems);
  return ruleset;
}

/**
 * The same, with its problems as a list, so that what else is wrong with it can be told beside them. Throws only where there is
 * nothing to go on with: text that is no YAML, or too large.
 */
export function readRuleset(text: string): ReadRuleset {
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) {
    throw new ReconcylError('RECON_RULESET_TOO_LARGE', `It has more than ${maxBytes} bytes.`);
  }
  const notPlain: Problem[] = [];
  const value = toPlainValue(parseYaml(text).contents, notPlain);
  const parsed = rulesetSchema.safeParse(value);
  const shape = [...notPlain, ...(parsed.success ? [] : schemaProblems(parsed.error.issues, value))];
  const ruleset = parsed.success ? parsed.data : salvageRuleset(value);
  const invalid = shape.map((problem) => ({ ...problem, code: 'RECON_RULESET_INVALID' as const }));
  // What a wrong member leaves behind is not a second mistake.
  const options = optionProblems(ruleset).filter(({ path }) => !shape.some((one) => one.path.startsWith(path)));
  return { ruleset, problems: [...invalid, ...options] };
}

/** The checks of the library that take quadratic time or open doors are off; `toPlainValue` does its own. */
function parseYaml(text: string): Document.Parsed {
  const lineCounter = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text.replace(/^\uFEFF/, ''), {
      uniqueKeys: false,
      merge: false,
      prettyErrors: false,
      version: '1.2',
      schema: 'core',
      lineCounter,
      logLevel: 'error',
    });
  } catch (error) {
    // The parser recurses: a text of nothing but brackets exhausts the stack.
    throw new ReconcylError('RECON_RULESET_INVALID', 'It is nested too deeply to be read.', { cause: error });
  }
  if (document.errors.length === 0) return document;
  throw rulesetError(
    document.errors.map(({ message, pos }) => {
      const { line, col } = lineCounter.linePos(pos[0]);
      // Some of its overflows it catches itself, and tells as a problem of the text.
      const told = message.includes('call stack') ? 'it is nested too deeply to be read' : message;
      return rulesetProblem([], `line ${line}, column ${col}: ${told}`);
    }),
  );
}
