import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Lithuania: direct marketing. Used together with the EU pack. */
export const ltRules: RulePack = {
  id: "lt",
  version: "2026-11-29",
  title: "Lithuania: Law on Electronic Communications",
  rows: [
    {
      id: "LT-ERI-81",
      appliesTo: ["LT"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Law on Electronic Communications Art. 81(1)",
      verifiedOn,
      source: "secondary",
      note:
        "Art. 69 before the law was renumbered. Makes no difference between natural " +
        "and legal persons.",
    },
    {
      id: "LT-ERI-81-2",
      appliesTo: ["LT"],
      channel: "email",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Law on Electronic Communications Art. 81(2)",
      verifiedOn,
      source: "secondary",
      note: "The older text, Art. 68(2) and 69(2), speaks of contact data for e-mail.",
    },
    {
      id: "LT-ERI-81-3",
      appliesTo: ["LT"],
      channel: "email",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Law on Electronic Communications Art. 81(3)",
      verifiedOn,
      source: "secondary",
    },
  ],
};
