import { trimBlanks } from '../../blanks.ts';

/** Words of names of columns whose whole numbers tell things apart. */
const identifierWords = new Set(
  (
    'id ids identifier uuid guid no nr num number numbers nummer numero número code codes key keys ref reference referenz ' +
    'account acct konto iban bic zip plz postcode postal phone telephone telefon mobile fax sku ean upc isbn gtin serial ' +
    'line row zeile index seq sequence batch invoice order voucher document doc belegnr kundennr year jahr month period'
  ).split(' '),
);

/** Words of names whose whole numbers are added, whatever else the name says. */
const amountWords = new Set(
  (
    'amount amt total sum price value balance qty quantity count cost costs fee fees tax vat net gross debit credit paid due ' +
    'discount rate percent weight volume hours days units stock betrag summe preis wert saldo menge anzahl stück kosten ' +
    'steuer netto brutto soll haben montant prix solde quantité importe precio saldo cantidad of'
  ).split(' '),
);

/** Whether whole numbers of a column with this name are codes: `account_no`, `InvoiceNumber`, `Kundennr`. */
export function isIdentifierName(name: string): boolean {
  const words = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  return words.some((word) => identifierWords.has(word)) && !words.some((word) => amountWords.has(word));
}

/** Fewer cells than this show neither a counter nor a code. */
const fewestCells = 20;
const codeDigits = 6;

/**
 * Whether some cells of a column are whole numbers of which no two are equal, and that count records, or have all the same number of
 * digits, six or more.
 *
 * @param cells Cells taken evenly over the file.
 * @param rows Rows of the file.
 */
export function countsOrCodes(cells: readonly string[], rows: number): boolean {
  const texts = cells.map(trimBlanks).filter((text) => text !== '');
  if (texts.length < fewestCells || !texts.every((text) => /^\d{1,15}$/.test(text))) return false;
  if (new Set(texts).size < texts.length) return false;
  const digits = texts[0]?.length ?? 0;
  if (digits >= codeDigits && texts.every((text) => text.length === digits)) return true;
  const numbers = texts.map(Number);
  return Math.max(...numbers) - Math.min(...numbers) <= 2 * rows;
}
