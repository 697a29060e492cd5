import { septets } from "./gsm7.js";

export interface SmsLength {
  readonly encoding: "gsm7" | "ucs2";
  /** Septets, or UTF-16 units. */
  readonly units: number;
  /** What is billed. */
  readonly segments: number;
}

/**
 * One message alone, and each of several, whose headers take six octets (3GPP TS 23.040 section
 * 9.2.3.24.1).
 */
const room = { gsm7: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const;

/**
 * How a text is sent and in how many parts: neither an escape sequence nor a surrogate pair is cut
 * in two.
 */
export function countSegments(text: string): SmsLength {
  const characters = [...text];
  const encoding = characters.every((character) => septets(character) > 0) ? "gsm7" : "ucs2";
  const widths = characters.map((character) =>
    encoding === "gsm7" ? septets(character) : character.length,
  );
  const units = widths.reduce((sum, width) => sum + width, 0);
  const { alone, joined } = room[encoding];
  if (units <= alone) return { encoding, units, segments: units === 0 ? 0 : 1 };
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > joined) {
      segments++;
      used = 0;
    }
    used += width;
  }
  return { encoding, units, segments };
}
