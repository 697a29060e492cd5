import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Slovenia: unsolicited communication. Used together with the EU pack. */
export const siRules: RulePack = {
  id: "si",
  version: "2026-11-29",
  title: "Slovenia: Electronic Communications Act (ZEKom-2)",
  rows: [
    {
      id: "SI-ZEKOM-226",
      appliesTo: ["SI"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: priorConsent,
      cite: "ZEKom-2 Art. 226(1)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "SI-ZEKOM-226-4",
      appliesTo: ["SI"],
      channel: "any",
      subjects: ["professional", "company"],
      rule: "opt_out",
      params: {},
      cite: "ZEKom-2 Art. 226(4), (6)",
      verifiedOn,
      source: "secondary",
      note:
        "Paragraphs 1 and 3 are for subscribers who are natural persons; the mailbox " +
        "of an employee is the employer's subscription.",
    },
    {
      id: "SI-ZEKOM-226-2",
      appliesTo: ["SI"],
      channel: "email",
      subjects: ["person", "sole_trader"],
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "ZEKom-2 Art. 226(2)",
      verifiedOn,
      source: "secondary",
      note:
        "The predecessor, ZEKom-1 Art. 158(2), was read; it speaks of addresses for " + "e-mail.",
    },
  ],
};
