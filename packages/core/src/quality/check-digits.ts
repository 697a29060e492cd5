/** Luhn's digit of payment cards, ISO/IEC 7812-1 annex B. Digits only. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, double = false; at >= 0; at--, double = !double) {
    const digit = digits.charCodeAt(at) - 48;
    sum += double ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
  }
  return sum % 10 === 0;
}

/** The remainder that ISO 7064 MOD 97-10 wants to be 1; letters count from 10. */
export function mod97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/**
 * A German tax number for life (Steuer-Identifikationsnummer): of its first ten digits one comes
 * two or three times and no other comes again; the last one is by ISO 7064 MOD 11,10.
 */
export function isGermanTaxId(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false;
  const counts = new Map<string, number>();
  for (const digit of digits.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  if (repeated.length !== 1 || (repeated[0] ?? 0) > 3) return false;
  let product = 10;
  for (const digit of digits.slice(0, 10)) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}

const oddPlaces = [
  ...[1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18],
  ...[20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
];

/** An Italian codice fiscale, with the letters that stand for digits where two people had one. */
export function isCodiceFiscale(text: string): boolean {
  const code = text.toUpperCase();
  const form = /^[A-Z]{6}[\dLMNP-V]{2}[ABCDEHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]$/;
  if (!form.test(code)) return false;
  let sum = 0;
  for (let at = 0; at < 15; at++) {
    const character = code.charCodeAt(at);
    const value = character < 65 ? character - 48 : character - 65;
    sum += at % 2 === 0 ? (oddPlaces[value] ?? 0) : value;
  }
  return code.charCodeAt(15) - 65 === sum % 26;
}

/** A Spanish DNI or NIE: its letter is the number's remainder by 23. */
export function isSpanishId(text: string): boolean {
  const [, sign = "", digits = "", letter = ""] = /^([XYZ]?)(\d{7,8})([A-Z])$/i.exec(text) ?? [];
  if (letter === "" || sign.length + digits.length !== 8) return false;
  const number = Number(sign === "" ? digits : `${"XYZ".indexOf(sign.toUpperCase())}${digits}`);
  return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] === letter.toUpperCase();
}

/** A French NIR (number of social security) with its key of two digits; Corsica's departments. */
export function isFrenchSocialId(text: string): boolean {
  const code = text.toUpperCase();
  if (!/^[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{8}$/.test(code)) return false;
  const number = code.slice(0, 13).replace("2A", "19").replace("2B", "18");
  return Number(code.slice(13)) === 97 - Number(BigInt(number) % 97n);
}
