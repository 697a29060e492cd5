/** 3GPP TS 23.038 section 6.2.1, without the escape character itself. */
const basic: ReadonlySet<string> = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Section 6.2.1.1: each of these takes two septets. */
const extension: ReadonlySet<string> = new Set("\f^{}\\[~]|€");

/** Septets of one character; 0 where GSM-7 cannot write it. */
export function septets(character: string): 0 | 1 | 2 {
  return basic.has(character) ? 1 : extension.has(character) ? 2 : 0;
}

const lookAlikes: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‛": "'",
  "′": "'",
  "`": "'",
  "´": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "‟": '"',
  "″": '"',
  "«": '"',
  "»": '"',
  "‹": "'",
  "›": "'",
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "―": "-",
  "−": "-",
  "…": "...",
  "•": "-",
  "·": ".",
  "×": "x",
  "÷": "/",
  "™": "TM",
  "®": "(R)",
  "©": "(C)",
  "№": "No.",
  "\u00a0": " ",
  "\u202f": " ",
  "\u2009": " ",
  "\u200a": " ",
  "\u2007": " ",
  "\t": " ",
  "\u200b": "",
  "\u200d": "",
  "\ufe0f": "",
  "\u00ad": "",
  "\ufeff": "",
};

/** Typographic punctuation as GSM-7 has it; any other character as it is. */
export function plainCharacter(character: string): string {
  return septets(character) > 0 ? character : (lookAlikes[character] ?? character);
}
