/**
 * What says the currency of an amount, as it stands in capitals, and what it counts as: the ISO code where it can mean one only.
 * `$`, `¥` and `kr` are signs of several currencies and stay what they are.
 */
const signs: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₽': 'RUB',
  '₩': 'KRW',
  '₪': 'ILS',
  '₺': 'TRY',
  '₫': 'VND',
  '₴': 'UAH',
  '₦': 'NGN',
  '₱': 'PHP',
  '฿': 'THB',
  '₸': 'KZT',
  '₡': 'CRC',
  '₲': 'PYG',
  '₵': 'GHS',
  '₮': 'MNT',
  '₭': 'LAK',
  '₼': 'AZN',
  '₾': 'GEL',
  '֏': 'AMD',
  US$: 'USD',
  U$S: 'USD',
  CA$: 'CAD',
  C$: 'CAD',
  AU$: 'AUD',
  A$: 'AUD',
  NZ$: 'NZD',
  HK$: 'HKD',
  S$: 'SGD',
  NT$: 'TWD',
  R$: 'BRL',
  MX$: 'MXN',
  'CN¥': 'CNY',
  'JP¥': 'JPY',
  ZŁ: 'PLN',
  KČ: 'CZK',
  FT: 'HUF',
  'SFR.': 'CHF',
  SFR: 'CHF',
  'FR.': 'CHF',
  $: '$',
  '¥': '¥',
  'KR.': 'KR',
  KR: 'KR',
};

const codes = `
  AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP
  CNH CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF
  IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
  MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
  SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYU UZS VED VES VND VUV WST XAF XCD
  XCG XDR XOF XPF YER ZAR ZMW ZWG ZWL`
  .trim()
  .split(/\s+/);

/** ISO 4217 codes of currencies. */
export const currencyCodes: ReadonlySet<string> = new Set(codes);

/** Signs that do not count as their own ISO code: what stands in the cell, in capitals, and what it means. */
export const currencySigns: readonly (readonly [written: string, meaning: string])[] = Object.entries(signs);

/** All signs and codes; longer ones first, as `US$` ends in `$`. */
export const currencyMarks: readonly string[] = [...currencySigns.map(([written]) => written), ...codes].sort(
  (a, b) => b.length - a.length,
);

/** The same text for RE2 and JavaScript. */
const marks = currencyMarks.map((mark) => mark.replace(/[$.]/g, '[$&]')).join('|');

const closing = '(?:[-+)]|CR|DR)';
/** Over a text of `normaliseNumber`. The groups are what is left without the mark; the third is the mark. */
export const currencyBefore = `^([-+(]?) ?(${marks}) ?((?:[-+(] ?)?[0-9.,].*)$`;
export const currencyAfter = `^(.*(?:[-+0-9.,)]|CR|DR)) ?(${marks})( ?${closing})?$`;
/** A percent sign, and what may follow it. */
export const percentPattern = `^(.*[0-9.,)]) ?%( ?${closing})?$`;

export function currencyMeaning(mark: string): string {
  return signs[mark] ?? mark;
}
