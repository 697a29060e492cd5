import { unicodePattern } from "../unicode-pattern.js";

export type EmailAddressFault =
  | "EMAIL_EMPTY"
  | "EMAIL_CONTROL_CHARACTER"
  | "EMAIL_NO_AT"
  | "EMAIL_SEVERAL"
  | "EMAIL_QUOTED_LOCAL_PART"
  | "EMAIL_LOCAL_PART"
  | "EMAIL_LOCAL_PART_TOO_LONG"
  | "EMAIL_DOMAIN"
  | "EMAIL_DOMAIN_LITERAL"
  | "EMAIL_DOMAIN_NOT_PUBLIC"
  | "EMAIL_TOO_LONG";

export interface NormalizedEmailAddress {
  readonly ok: true;
  /**
   * Normalised: what a contact point holds, what identity and suppression compare, and what is
   * written to.
   */
  readonly address: string;
  /** As handed in, without the white space around it. */
  readonly given: string;
  /** The part left of the `@`, in lower case. */
  readonly local: string;
  /** Lower-case A-labels. */
  readonly domain: string;
  /**
   * Has letters beyond ASCII left of the `@`: only transports that speak SMTPUTF8 can deliver it.
   */
  readonly internationalized: boolean;
}

export interface RefusedEmailAddress {
  readonly ok: false;
  readonly code: EmailAddressFault;
}

const atom =
  /^[\w!#$%&'*+\-/=?^`{|}~\u{80}-\u{10ffff}]+(?:\.[\w!#$%&'*+\-/=?^`{|}~\u{80}-\u{10ffff}]+)*$/u;
const asciiAtom = /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*$/;
const outerSpace = unicodePattern("^[\\s\\p{Cf}]+|[\\s\\p{Cf}]+$", "gu");
const control = unicodePattern("\\p{Cc}");
const unprintable = unicodePattern("[\\p{C}\\p{Z}]");
const domainText = unicodePattern("^[\\p{L}\\p{M}\\p{N}.\\-\\u3002]+$");
const asciiDomain = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;
/** Lower-case labels of at most 63 letters, with a hyphen at neither end. */
const plainDomain =
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const printableAscii = /^[!-~]*$/;
const encoder = new TextEncoder();
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * Reads one e-mail address.
 *
 * The subset of RFC 5321 and 6531 that mail to people uses: a dot-atom left of the `@`, a public
 * domain name right of it, at most 64 and 254 octets. Quoted local parts, address literals,
 * comments and display names are refused by code.
 *
 * Normalised is what one mailbox may be written as: trimmed, NFKC (letters, `@` and dots of every
 * width are one), domain through UTS-46 to lower-case A-labels, local part in lower case without
 * expansions (`ß` stays `ß`: it is another mailbox than `ss`). Tags and dots are kept: see
 * {@link emailMatchingKey}. Normalising twice changes nothing.
 */
export function normalizeEmailAddress(text: string): NormalizedEmailAddress | RefusedEmailAddress {
  const isPlain = printableAscii.test(text);
  const given = isPlain ? text : text.replace(outerSpace(), "");
  const plain = isPlain ? text : given.normalize("NFKC");
  if (plain === "") return fault("EMAIL_EMPTY");
  if (!isPlain && control().test(plain)) return fault("EMAIL_CONTROL_CHARACTER");
  const at = plain.lastIndexOf("@");
  if (at < 0) return fault("EMAIL_NO_AT");
  if (plain.startsWith('"')) return fault("EMAIL_QUOTED_LOCAL_PART");
  if (plain.indexOf("@") !== at) return fault("EMAIL_SEVERAL");

  const lower = plain.slice(0, at).toLowerCase();
  const local = isPlain ? lower : lower.normalize("NFKC");
  if (!(isPlain ? asciiAtom : atom).test(local) || (!isPlain && unprintable().test(local)))
    return fault("EMAIL_LOCAL_PART");
  if (octets(local) > 64) return fault("EMAIL_LOCAL_PART_TOO_LONG");
  if (plain[at + 1] === "[") return fault("EMAIL_DOMAIN_LITERAL");
  const domain = normalizeDomain(plain.slice(at + 1));
  if (domain === null) return fault("EMAIL_DOMAIN");
  if (!/\.(?:xn--[a-z0-9-]+|[a-z]{2,})$/.test(domain)) return fault("EMAIL_DOMAIN_NOT_PUBLIC");
  const address = `${local}@${domain}`;
  if (octets(address) > 254) return fault("EMAIL_TOO_LONG");
  return {
    ok: true,
    address,
    given,
    local,
    domain,
    internationalized: octets(local) !== local.length,
  };
}

/** Lower-case A-labels by UTS-46, as browsers do it; `null` for what is no domain name. */
export function normalizeDomain(text: string): string | null {
  if (plainDomain.test(text) && text.length <= 253 && !text.includes("xn--")) return text;
  if (!domainText().test(text)) return null;
  const domain = toAscii(text.normalize("NFC"));
  if (domain === null || domain.length > 253 || !asciiDomain.test(domain)) return null;
  return domain.split(".").every((part) => label.test(part)) ? domain : null;
}

/** Most domains are plain already; `URL` costs a hundred times more than looking. */
function toAscii(domain: string): string | null {
  const lower = domain.toLowerCase();
  const plain = asciiDomain.test(lower);
  if (plain && !lower.includes("xn--")) return lower;
  const ascii = parseHost(plain ? lower : domain);
  // There are inputs whose A-labels the same URL parser then refuses. What is no fixed point names
  // nobody.
  return ascii !== null && parseHost(ascii) === ascii ? ascii : null;
}

function parseHost(domain: string): string | null {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return null;
  }
}

/** As UTF-8. Most addresses are ASCII, and need no encoder. */
function octets(text: string): number {
  return printableAscii.test(text) ? text.length : encoder.encode(text).length;
}

function fault(code: EmailAddressFault): RefusedEmailAddress {
  return { ok: false, code };
}
