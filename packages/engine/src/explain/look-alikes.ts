/** Small letters of other scripts that look like Latin ones, with their capitals where those look like Latin capitals. */
const pairs: readonly (readonly [other: string, latin: string])[] = [
  ['асеорхуіјѕһԁԛԝѵ', 'aceopxyijshdqwv'],
  ['АВСЕНІЈКМОРЅТХУԚԜѴ', 'ABCEHIJKMOPSTXYQWV'],
  // Small forms of Cyrillic and Greek capitals that look Latin: text is compared in small letters.
  ['вкмнт', 'bkmht'],
  ['αορνικτυχγ', 'aopviktuxy'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['βεζημ', 'bezhm'],
  ['ıℓ', 'il'],
  ['‐‑‒–—―−', '-------'],
  ['‘’‚‛′`´', "'''''''"],
  ['“”„‟″', '"""""'],
];

const table = new Map(
  pairs.flatMap(([other, latin]) => {
    const letters = [...latin];
    return [...other].map((character, index) => [character, letters[index] ?? ''] as const);
  }),
);

/** The text with every letter that looks like a Latin one replaced by it, full-width and other compatibility forms too. */
export function withoutLookAlikes(text: string): string {
  let plain = '';
  for (const character of text.normalize('NFKC')) plain += table.get(character) ?? character;
  return plain;
}
