import { type Problem, ReconcylError, type Ruleset, rulesetSchema } from '@reconcyl/contracts';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { toPlainValue } from './plain-value.ts';
import { schemaProblems } from './schema-problems.ts';

const maxBytes = 65_536;

/**
 * Reads a ruleset from YAML or JSON text. Every problem is told at once, each with its path: RECON_RULESET_INVALID; text above 64 kB or
 * with more than 2,000 nodes is RECON_RULESET_TOO_LARGE. An empty text is the empty ruleset.
 */
export function parseRuleset(text: string): Ruleset {
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) {
    throw new ReconcylError('RECON_RULESET_TOO_LARGE', `It has more than ${maxBytes} bytes.`);
  }
  const problems: Problem[] = [];
  const value = toPlainValue(parseYaml(text).contents, problems);
  const parsed = rulesetSchema.safeParse(value);
  if (!parsed.success) problems.push(...schemaProblems(parsed.error.issues, value));
  if (problems.length > 0 || !parsed.success) throw invalid(problems);
  return parsed.data;
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
  throw invalid(
    document.errors.slice(0, 100).map(({ message, pos }) => {
      const { line, col } = lineCounter.linePos(pos[0]);
      return { path: '', message: `line ${line}, column ${col}: ${message}` };
    }),
  );
}

function invalid(problems: readonly Problem[]): ReconcylError {
  const shown = problems.slice(0, 100);
  const detail = shown.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new ReconcylError('RECON_RULESET_INVALID', detail.length > 2000 ? `${detail.slice(0, 2000)}…` : detail, {
    problems: shown,
  });
}
