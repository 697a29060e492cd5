export { type DnsMailDomainsOptions, dnsMailDomains } from "./dns-mail-domains.js";
