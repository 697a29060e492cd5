/**
 * ITU-T E.164: a plus, a country code that does not begin with 0, at most 15 digits. Under 7 no
 * country has numbers.
 */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(number);
}
