import { Resolver } from "node:dns/promises";
import type { MailDomainAnswer, MailDomains } from "@wellsent/core/ports";

export interface DnsMailDomainsOptions {
  /** Name servers, such as `["192.0.2.53"]` or `["127.0.0.1:5353"]`. Default: the system's. */
  readonly servers?: readonly string[];
  /** How long one question may take, with its repetitions. Default: 5 seconds. */
  readonly timeoutMs?: number;
  /** Domains that are remembered; the oldest is forgotten first. Default: 10,000. */
  readonly cacheSize?: number;
  /** How long an answer is remembered. Default: one day. `unknown` is remembered for a minute. */
  readonly cacheMs?: number;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number;
}

const minute = 60_000;
const day = 86_400_000;
/** The name exists, and has no such record. */
const noRecord = "ENODATA";
/** NXDOMAIN. */
const noDomain = "ENOTFOUND";

/**
 * Asks DNS for the mail servers of domains: MX records, a null MX (RFC 7505), and the address that
 * stands for a missing MX (RFC 5321, 5.1). Whatever goes wrong is `unknown`. Answers are kept, and
 * who asks at the same time shares one question.
 *
 * @example
 * const profile = await acme.quality.profile({ mailDomains: dnsMailDomains() });
 */
export function dnsMailDomains(options: DnsMailDomainsOptions = {}): MailDomains {
  const { servers, timeoutMs = 5_000, cacheSize = 10_000, cacheMs = day } = options;
  const now = options.now ?? Date.now;
  const resolver = new Resolver({
    timeout: Math.ceil(timeoutMs / 2),
    tries: 2,
    maxTimeout: timeoutMs,
  });
  if (servers !== undefined) resolver.setServers(servers);
  const known = new Map<string, { readonly answer: MailDomainAnswer; readonly until: number }>();
  const asked = new Map<string, Promise<MailDomainAnswer>>();

  const keep = (domain: string, answer: MailDomainAnswer): void => {
    const oldest = known.keys().next();
    if (known.size >= cacheSize && oldest.done !== true) known.delete(oldest.value);
    known.set(domain, { answer, until: now() + (answer === "unknown" ? minute : cacheMs) });
  };
  const ask = async (domain: string): Promise<MailDomainAnswer> => {
    const answer = await askDns(resolver, domain);
    keep(domain, answer);
    return answer;
  };

  return {
    async lookUp(domain, { signal } = {}) {
      signal?.throwIfAborted();
      const kept = known.get(domain);
      if (kept !== undefined && kept.until > now()) return kept.answer;
      known.delete(domain);
      const question = asked.get(domain) ?? ask(domain).finally(() => asked.delete(domain));
      asked.set(domain, question);
      return question;
    },
  };
}

async function askDns(resolver: Resolver, domain: string): Promise<MailDomainAnswer> {
  try {
    const servers = await resolver.resolveMx(domain);
    const isNull = servers.every(({ exchange }) => exchange === "" || exchange === ".");
    if (servers.length > 0) return isNull ? "refuses" : "accepts";
  } catch (error) {
    const code = codeOf(error);
    if (code === noDomain) return "missing";
    if (code !== noRecord) return "unknown";
  }
  const addresses = await Promise.all([
    hasAddress(() => resolver.resolve4(domain)),
    hasAddress(() => resolver.resolve6(domain)),
  ]);
  if (addresses.includes("yes")) return "accepts";
  return addresses.includes("unknown") ? "unknown" : "none";
}

async function hasAddress(
  resolve: () => Promise<readonly string[]>,
): Promise<"yes" | "no" | "unknown"> {
  try {
    return (await resolve()).length > 0 ? "yes" : "no";
  } catch (error) {
    const code = codeOf(error);
    return code === noRecord || code === noDomain ? "no" : "unknown";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
