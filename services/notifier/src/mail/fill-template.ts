export interface TemplateScope {
  readonly [name: string]: string | boolean | readonly TemplateScope[];
}

/**
 * Fills a compiled template: `{{name}}` with escaped text, `{{#name}}…{{/name}}` once where the value is true and once an entry of a
 * list. What was filled in is never looked at again, so a value cannot reach another. Throws on a name that has no value.
 */
export function fillTemplate(template: string, scope: TemplateScope): string {
  return template.replace(
    /\{\{#(\w+)\}\}([\s\S]*?)\{\{\/\1\}\}|\{\{(\w+)\}\}/g,
    (_, section: string | undefined, inner: string, name: string | undefined) => {
      const value = scope[section ?? name ?? ''];
      if (section === undefined) {
        if (typeof value !== 'string') throw new Error(`The template needs a text for ${name}.`);
        return escapeHtml(value);
      }
      if (typeof value === 'boolean') return value ? fillTemplate(inner, scope) : '';
      if (!Array.isArray(value)) throw new Error(`The template needs a list or a flag for ${section}.`);
      return value.map((entry: TemplateScope) => fillTemplate(inner, { ...scope, ...entry })).join('');
    },
  );
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
