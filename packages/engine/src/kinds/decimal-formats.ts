/** How numbers are written in a column: an example is the name. */
export interface DecimalFormat {
  readonly name: string;
  /** Between groups of digits, '' for none. A space stands for every kind of space, ' for U+2019 too. */
  readonly group: '' | ',' | '.' | ' ' | "'";
  readonly decimal: '.' | ',';
  /** Groups of two before the last three digits. */
  readonly indian?: boolean;
}

/** The closed table. A value of a grouped format may be written without groups; groups that are there must be right. */
export const decimalFormats: readonly DecimalFormat[] = [
  { name: '1234.5', group: '', decimal: '.' },
  { name: '1234,5', group: '', decimal: ',' },
  { name: '1,234.50', group: ',', decimal: '.' },
  { name: '1.234,50', group: '.', decimal: ',' },
  { name: '1 234,50', group: ' ', decimal: ',' },
  { name: '1 234.50', group: ' ', decimal: '.' },
  { name: "1'234.50", group: "'", decimal: '.' },
  { name: "1'234,50", group: "'", decimal: ',' },
  { name: '1,23,456.00', group: ',', decimal: '.', indian: true },
];

const byName = new Map(decimalFormats.map((format) => [format.name, format]));

/** The format with this name, or written like this example with other digits (`1.234,56`, `9'999.0`), a % behind it or not. */
export function findDecimalFormat(name: string): DecimalFormat | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const example = name.replace(/[\u00a0\u2009\u202f]/g, ' ').replace(/ ?%$/, '');
  return byName.get(example) ?? decimalFormats.find((format) => exampleOf(format).test(example));
}

/** Whether the name says that values are written with %, as `1234.5%` does. */
export function isPercentFormat(name: string): boolean {
  return name.endsWith('%');
}

/** Name of a format for people and rulesets: `1234.5%` where values are written so. */
export function formatName(name: string, percent: boolean): string {
  return percent && !isPercentFormat(name) ? `${name}%` : name;
}

/** An example must show both separators, else it could be an example of two formats. */
function exampleOf({ group, decimal, indian }: DecimalFormat): RegExp {
  if (group === '') return new RegExp(`^\\d+[${decimal}]\\d{1,2}$`);
  const groups = indian ? `([${group}]\\d{2})+[${group}]\\d{3}` : `([${group}]\\d{3})+`;
  return new RegExp(`^\\d{1,3}${groups}[${decimal}]\\d+$`);
}
