import type { Channel } from "@wellsent/core";
import { normalizeEmailAddress } from "@wellsent/core/addresses";
import { InputError } from "@wellsent/core/errors";

/** Made at the first number: the tables behind `\p{…}` cost an import more than a function does. */
let separators: RegExp | undefined;
const e164 = /^\+[1-9][0-9]{6,14}$/;

/**
 * ITU-T E.164 with its plus. National forms cannot be read without knowing the country, and are
 * refused.
 */
function normalizePhone(number: string): string | null {
  separators ??= /[\s\p{Cf}().\-/]/gu;
  const plain = number.normalize("NFKC").replace(separators, "");
  return e164.test(plain) ? plain : null;
}

/**
 * The one form of an address that contact points hold and fingerprints are made of.
 * @throws InputError `INPUT_ADDRESS`. Its message never shows the address.
 */
export function normalizeAddress(channel: Channel, address: string): string {
  if (channel === "sms") {
    const number = normalizePhone(address);
    if (number !== null) return number;
    throw refuse(
      "The number is not in the international form of E.164.",
      "Write it with a plus and the country code.",
    );
  }
  const parsed = normalizeEmailAddress(address);
  if (parsed.ok) return parsed.address;
  throw refuse(`The address cannot be written to: ${parsed.code}.`);
}

function refuse(message: string, remedy?: string): InputError {
  return new InputError("INPUT_ADDRESS", message, {
    path: "address",
    ...(remedy === undefined ? {} : { remedy }),
  });
}
