import { suggestDomain } from "./domain-suggestion.js";
import { disposableDomains, roleNames } from "./known-domains.js";
import {
  type NormalizedEmailAddress,
  normalizeEmailAddress,
  type RefusedEmailAddress,
} from "./normalize-email-address.js";

export interface ParsedEmailAddress extends NormalizedEmailAddress {
  /** A function's mailbox (`info@`), read by whoever is on duty. */
  readonly role: boolean;
  /** The domain hands out throw-away mailboxes. A signal, never a refusal. */
  readonly disposable: boolean;
  /**
   * The whole address with the domain that may have been meant. For a person to confirm, never
   * applied.
   */
  readonly suggestion?: string;
}

export type EmailAddressResult = ParsedEmailAddress | RefusedEmailAddress;

export interface EmailAddressOptions {
  /** Replaces the short built-in list. Lower-case A-labels; subdomains are matched as well. */
  readonly disposableDomains?: ReadonlySet<string>;
}

/**
 * As {@link normalizeEmailAddress}, with what the address gives away about its mailbox: what forms
 * and imports ask.
 */
export function parseEmailAddress(
  text: string,
  options: EmailAddressOptions = {},
): EmailAddressResult {
  const read = normalizeEmailAddress(text);
  if (!read.ok) return read;
  const { local, domain } = read;
  const suggested = suggestDomain(domain);
  return {
    ...read,
    role: roleNames.has(local.split("+", 1)[0] ?? local),
    disposable: isBelow(domain, options.disposableDomains ?? disposableDomains),
    ...(suggested === undefined ? {} : { suggestion: `${local}@${suggested}` }),
  };
}

function isBelow(domain: string, parents: ReadonlySet<string>): boolean {
  for (let from = 0; from >= 0; from = domain.indexOf(".", from) + 1 || -1) {
    if (parents.has(domain.slice(from))) return true;
  }
  return false;
}
