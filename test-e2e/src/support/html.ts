/** What a browser would make of a page: its elements with their attributes, and its text. Comments and character data are skipped. */
export interface Page {
  readonly elements: readonly { readonly name: string; readonly attributes: readonly string[] }[];
  /** Text between the elements, references resolved. */
  readonly text: string;
}

/** Reads markup as loosely as a browser does: whatever looks like the begin of an element is one. */
export function readPage(html: string): Page {
  const body = html.replace(/<style\b[^>]*>.*?<\/style>/s, '');
  const elements = [...body.matchAll(/<([a-zA-Z][^\s/>]*)([^>]*)>?/g)].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: [...rest.replaceAll(/=\s*("[^"]*"|'[^']*'|[^\s>]*)/g, '').matchAll(/[^\s/=]+/g)].map(([attribute]) =>
      attribute.toLowerCase(),
    ),
  }));
  return { elements, text: resolve(body.replaceAll(/<[a-zA-Z/!][^>]*>/g, '')) };
}

function resolve(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', nbsp: '\u00a0' };
  return text.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return named[name ?? ''] ?? whole;
    },
  );
}
