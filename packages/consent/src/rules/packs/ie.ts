import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Ireland: ePrivacy Regulations 2011. Used together with the EU pack. */
export const ieRules: RulePack = {
  id: "ie",
  version: "2026-11-29",
  title: "Ireland: ePrivacy Regulations 2011",
  rows: [
    {
      id: "IE-13",
      appliesTo: ["IE"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: priorConsent,
      cite: "SI 336/2011 reg. 13(1)",
      verifiedOn,
      source: "statute",
      note: "A sole trader's address used for the trade may be free by reg. 13(2): not relied on.",
    },
    {
      id: "IE-13-WORK-SMS",
      appliesTo: ["IE"],
      channel: "sms",
      subjects: ["professional"],
      rule: "consent",
      params: priorConsent,
      cite: "SI 336/2011 reg. 13(1), text messages",
      verifiedOn,
      source: "statute",
      note: "The exception for commercial activity names mail addresses only.",
    },
    {
      id: "IE-13-WORK",
      appliesTo: ["IE"],
      channel: "email",
      subjects: ["professional"],
      rule: "opt_out",
      params: { professionalOnly: true },
      cite: "SI 336/2011 reg. 13(2)",
      verifiedOn,
      source: "statute",
      note:
        "The message must relate solely to that activity, and the sender must be able to show " +
        "it: an address at work alone does not (DPC, Guerin Media).",
    },
    {
      id: "IE-13-CORP",
      appliesTo: ["IE"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "SI 336/2011 reg. 13(4)",
      verifiedOn,
      source: "secondary",
      note: "Until the company says no. Read in accounts; the text as made was not seen whole.",
    },
    {
      id: "IE-13-11",
      appliesTo: ["IE"],
      channel: "any",
      rule: "soft_opt_in",
      params: { ...forCustomers, silenceEnds: "P12M" },
      cite: "SI 336/2011 reg. 13(11)",
      verifiedOn,
      source: "regulator",
      note:
        "The first message within 12 months of the sale. That each further silence of 12 " +
        "months ends it is the commissioner's guidance on receipts by mail, read in an account " +
        "of it.",
    },
    {
      id: "IE-13-CONTENT",
      appliesTo: ["IE"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "SI 336/2011 reg. 13(10)(c), 13(12)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "IE-AGE",
      appliesTo: ["IE"],
      channel: "any",
      rule: "principle",
      params: { says: "From 16 on a child agrees itself to services of the information society" },
      cite: "Data Protection Act 2018 s.31; GDPR Art. 8(1)",
      verifiedOn,
      source: "secondary",
    },
  ],
};
