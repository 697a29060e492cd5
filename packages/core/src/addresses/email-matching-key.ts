/** What a provider ignores in the part left of the `@`, by its own documentation. */
interface MailboxRule {
  /** Everything from this character on is a tag. */
  readonly tag: string;
  /** Dots make no difference. */
  readonly dots: boolean;
  /** The domain all its aliases stand for. */
  readonly domain?: string;
}

const plus: MailboxRule = { tag: "+", dots: false };
const rules = new Map<string, MailboxRule>([
  ["gmail.com", { tag: "+", dots: true }],
  ["googlemail.com", { tag: "+", dots: true, domain: "gmail.com" }],
  ...[
    "outlook.com",
    "hotmail.com",
    "live.com",
    "icloud.com",
    "me.com",
    "fastmail.com",
    "proton.me",
    "pm.me",
  ].map((domain) => [domain, plus] as const),
  ["protonmail.com", { ...plus, domain: "proton.me" }],
  ["yahoo.com", { tag: "-", dots: false }],
]);

/**
 * The key under which two spellings of one mailbox meet, from a normalised address:
 * `a.b+x@googlemail.com` and `ab@gmail.com` share one. For finding duplicates and for restricting,
 * by policy.
 *
 * MUST NOT be written to, and MUST NOT widen anything: providers other than the listed ones keep
 * every letter.
 */
export function emailMatchingKey(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  const rule = rules.get(domain);
  if (rule === undefined) return address;
  const local = address.slice(0, at);
  const tag = local.indexOf(rule.tag, 1);
  const base = tag < 0 ? local : local.slice(0, tag);
  return `${rule.dots ? base.replaceAll(".", "") : base}@${rule.domain ?? domain}`;
}
