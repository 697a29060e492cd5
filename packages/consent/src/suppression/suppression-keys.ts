import type { Channel } from "@wellsent/core";
import { emailMatchingKey } from "@wellsent/core/addresses";
import { InputError } from "@wellsent/core/errors";
import type { KeyCheck } from "@wellsent/core/ports";
import { toHex, utf8 } from "../encoding/index.js";
import { hmacSha256Under } from "../hash/index.js";
import { type NamedKey, namedKeys } from "../tokens/index.js";
import { normalizeAddress } from "./normalize-address.js";

export interface SuppressionKeyOptions {
  /** Makes new fingerprints. */
  readonly current: NamedKey;
  /**
   * Still looked up, newest first. An erased address can never be fingerprinted again, so a key
   * that it hangs on stays.
   */
  readonly previous?: readonly NamedKey[];
  /**
   * Names of keys that are given up for good, as `assertRetirable` allows. A store that knows
   * another key which is not among these refuses to write addresses: `STORE_KEY_MISSING`.
   */
  readonly retired?: readonly string[];
  /**
   * Also match other spellings of one mailbox (`a.b+x@gmail.com` and `ab@gmail.com`). Off by
   * default: it may keep mail from somebody who shares a mailbox and wants it.
   */
  readonly folded?: boolean;
}

export interface SuppressionKeys {
  /**
   * `<kid>:<hmac>` under every live key, newest first; with `folded`, the folded ones after the
   * exact ones. Whatever spelling is passed, an address is normalised first.
   * @throws InputError `INPUT_ADDRESS`.
   */
  fingerprints(channel: Channel, address: string): readonly string[];
  /**
   * The one under the current key: what new entries and tokens carry. @throws InputError
   * `INPUT_ADDRESS`.
   */
  fingerprint(channel: Channel, address: string): string;
  /** Tells each live key from another of the same name. Nobody learns a secret from it. */
  readonly checks: readonly KeyCheck[];
  /** Names of keys that are given up. */
  readonly retired?: readonly string[];
}

/**
 * Keyed fingerprints: they keep somebody from being written to after their address is gone. Whoever
 * holds the key can still recognise an address, so they remain personal data; without it nobody
 * can.
 *
 * @throws InputError `INPUT_KEY`.
 */
export function suppressionKeys(options: SuppressionKeyOptions): SuppressionKeys {
  const { current, previous = [], retired = [], folded = false } = options;
  const keys = namedKeys([current, ...previous]);
  type Mac = ReturnType<typeof hmacSha256Under>;
  const macs = new Map([...keys].map(([kid, secret]) => [kid, hmacSha256Under(secret)]));
  const newest = hmacSha256Under(current.secret);
  const under = (kid: string, mac: Mac, label: string, key: string): string =>
    `${kid}:${toHex(mac(utf8(`v1|${label}|${key}`)))}`;
  const all = (label: string, key: string): readonly string[] =>
    [...macs].map(([kid, mac]) => under(kid, mac, label, key));
  return {
    retired,
    checks: [...macs].map(([kid, mac]) => ({ kid, check: toHex(mac(utf8("v1|key-check"))) })),
    fingerprints: (channel, address) => {
      const exact = normalizeAddress(channel, address);
      const found = all(channel, exact);
      return folded && channel === "email"
        ? [...found, ...all("email-folded", emailMatchingKey(exact))]
        : found;
    },
    fingerprint: (channel, address) =>
      under(current.kid, newest, channel, normalizeAddress(channel, address)),
  };
}

/** The key a fingerprint was made with. */
export function fingerprintKeyId(fingerprint: string): string {
  return fingerprint.slice(0, Math.max(0, fingerprint.indexOf(":")));
}

/**
 * Refuses to let a key go that entries still hang on: their addresses are gone, so nothing could
 * make them again.
 * @throws InputError `INPUT_KEY_IN_USE`, with how many.
 */
export function assertRetirable(kid: string, fingerprintsInUse: Iterable<string>): void {
  let count = 0;
  for (const fingerprint of fingerprintsInUse) if (fingerprintKeyId(fingerprint) === kid) count++;
  if (count === 0) return;
  throw new InputError("INPUT_KEY_IN_USE", `The suppression key still holds ${count} entries.`, {
    path: "kid",
    remedy: "Keep it among the previous keys.",
  });
}
