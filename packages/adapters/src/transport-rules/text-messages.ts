/**
 * ITU-T E.164: a plus, a country code that does not begin with 0, at most 15 digits. Under 7 no
 * country has numbers.
 */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(number);
}

/** GSM 03.38 (3GPP TS 23.038, 6.2.1): the default alphabet, one septet each. */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Its extension table: an escape and a character, two septets. */
const extended = new Set("\f^{}\\[~]|€");

/**
 * How many parts a phone network makes of a text. Concatenated parts lose 6 octets each to their
 * header.
 */
export function smsSegments(body: string): number {
  const septets = countSeptets(body);
  return septets === undefined ? parts(body.length, 70, 67) : parts(septets, 160, 153);
}

function countSeptets(body: string): number | undefined {
  let septets = 0;
  for (const character of body) {
    if (basic.has(character)) septets += 1;
    else if (extended.has(character)) septets += 2;
    else return undefined;
  }
  return septets;
}

function parts(units: number, single: number, joined: number): number {
  return units <= single ? 1 : Math.ceil(units / joined);
}
