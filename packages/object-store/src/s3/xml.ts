import { XMLParser } from 'fast-xml-parser';

/** An element that holds others: each is a list, as S3 writes one and many alike. */
export interface XmlElement {
  readonly [name: string]: readonly (XmlElement | string)[] | undefined;
}

/** Texts stay as they are: a key `007` is no number, and one of a blank is no empty one. */
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  htmlEntities: true,
  isArray: () => true,
});

/** The element of that name at the top, or undefined when the text is something else. */
export function parseXml(text: string, name: string): XmlElement | undefined {
  if (!text.includes(`<${name}`)) return undefined;
  const document: XmlElement = parser.parse(text);
  const found = document[name]?.[0];
  return typeof found === 'string' ? {} : found;
}

export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const found = element?.[name]?.[0];
  return typeof found === 'string' ? found : undefined;
}

export function elementsOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (element?.[name] ?? []).filter((child) => typeof child !== 'string');
}

export function escapeXml(text: string): string {
  // Characters that XML cannot hold otherwise.
  return text.replace(/[&<>"'\r\n\t]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
