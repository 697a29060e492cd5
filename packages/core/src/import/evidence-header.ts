import { headerKey } from "./header-words.js";
import { headerChannel } from "./permission-header.js";

const event =
  "(?:double)?opt(?:ed)?in|doi|confirm(?:ed|ation)?|consent|signup|subscri(?:bed?|ption)|permission" +
  "|einwilligung|anmeldung|angemeldet|bestatig(?:t|ung)|inscription|consentement|consenso|iscrizione";
const record =
  "time|date|at|on|am|um|datum|zeit|zeitpunkt|timestamp|ip|ipaddress|ipadresse|url|source|form|method";
const evidence = new RegExp(`^(?:email|mail|newsletter)?(?:${event})(?:${record})$`);

/**
 * Whether a column may hold a record of how people agreed: when (`OPTIN_TIME`, `CONFIRM_TIME`),
 * from which address (`OPTIN_IP`, `CONFIRM_IP`), on which form. Only a person can tell whether it
 * is one.
 */
export function evidenceHeader(column: string): boolean {
  return headerChannel(column) === "mail" && evidence.test(headerKey(column));
}
