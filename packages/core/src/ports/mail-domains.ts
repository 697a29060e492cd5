import type { CallOptions } from "./call-options.js";

/**
 * What DNS says of mail to a domain. `accepts`: it has MX records, or an address without them (RFC
 * 5321, 5.1). `refuses`: a null MX, which says that it takes no mail (RFC 7505). `none`: neither
 * MX nor address. `missing`: no such domain. `unknown`: nobody answered, or not in time.
 */
export type MailDomainAnswer = "accepts" | "refuses" | "none" | "missing" | "unknown";

/** Asks whether mail to a domain can arrive. Optional: without it nobody is asked. */
export interface MailDomains {
  /**
   * @param domain in lower-case A-labels
   * @returns never rejects for what DNS does: a failure is `unknown`
   */
  lookUp(domain: string, options?: CallOptions): Promise<MailDomainAnswer>;
}
