import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Czechia: commercial communications. Used together with the EU pack. */
export const czRules: RulePack = {
  id: "cz",
  version: "2026-11-29",
  title: "Czechia: Act 480/2004",
  rows: [
    {
      id: "CZ-480-7",
      appliesTo: ["CZ"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Act 480/2004 Coll. s. 7(1)-(2), 2(e)",
      verifiedOn,
      source: "regulator",
      note:
        "The data protection office reads users as natural and legal persons alike. A " +
        "bill on the digital economy was to replace the act; a compilation of January " +
        "2026 still shows it in force. In its audits of 2019 the office recommended a " +
        "second confirmation and keeping logs.",
    },
    {
      id: "CZ-480-7-3",
      appliesTo: ["CZ"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Act 480/2004 Coll. s. 7(3)",
      verifiedOn,
      source: "secondary",
      note:
        "How long somebody stays a customer is not in the law; the office looked at it " +
        "in its audits of 2022.",
    },
    {
      id: "CZ-480-7-4",
      appliesTo: ["CZ"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Act 480/2004 Coll. s. 7(4), 11(1)",
      verifiedOn,
      source: "statute",
    },
  ],
};
