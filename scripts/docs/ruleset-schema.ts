import { rulesetJsonSchema } from '@reconcyl/contracts';

/** docs/ruleset.schema.json, as the formatter of the repository writes it: lists of words on one line. */
export function rulesetSchemaFile(): string {
  const text = JSON.stringify(rulesetJsonSchema(), null, 2);
  const oneLine = text.replace(/\[\s+("(?:[^"\\]|\\.)*"(?:,\s+"(?:[^"\\]|\\.)*")*)\s+\]/g, (_, words: string) => {
    return `[${words.replace(/,\s+/g, ', ')}]`;
  });
  return `${oneLine}\n`;
}
