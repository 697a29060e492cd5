import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Romania: unsolicited and commercial communications. Used together with the EU pack. */
export const roRules: RulePack = {
  id: "ro",
  version: "2026-11-29",
  title: "Romania: Laws 506/2004 and 365/2002",
  rows: [
    {
      id: "RO-365-6",
      appliesTo: ["RO"],
      channel: "email",
      rule: "consent",
      params: priorConsent,
      cite: "Law 365/2002 Art. 6(1)",
      verifiedOn,
      source: "statute",
      note: "Asks for prior express consent of the addressee, whoever that is.",
    },
    {
      id: "RO-506-12",
      appliesTo: ["RO"],
      channel: "sms",
      rule: "consent",
      params: priorConsent,
      cite: "Law 506/2004 Art. 12(1), (4)",
      verifiedOn,
      source: "secondary",
      note: "Paragraph 4 extends the rule to legal persons.",
    },
    {
      id: "RO-506-12-2",
      appliesTo: ["RO"],
      channel: "email",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Law 506/2004 Art. 12(2)",
      verifiedOn,
      source: "secondary",
      note:
        "Law 365/2002 Art. 6 knows no exception for customers. Which of the two " +
        "prevails is open.",
    },
    {
      id: "RO-365-6-2",
      appliesTo: ["RO"],
      channel: "email",
      rule: "obligation",
      params: {
        codes: ["AD_IDENTIFICATION", "SENDER_ID"],
        classes: ["marketing"],
      },
      cite: "Law 365/2002 Art. 6(2)(a)-(b)",
      verifiedOn,
      source: "statute",
    },
  ],
};
