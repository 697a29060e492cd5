import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Sweden: marketing act. Used together with the EU pack. */
export const seRules: RulePack = {
  id: "se",
  version: "2026-11-29",
  title: "Sweden: marknadsföringslagen",
  rows: [
    {
      id: "SE-MFL",
      appliesTo: ["SE"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Marknadsföringslagen (2008:486) 19 §",
      verifiedOn,
      source: "secondary",
      note:
        "Natural persons, sole traders among them. Whether a named address at work is one is " +
        "open; the trade's own rules let it be written to in matters of the job. The stricter " +
        "reading.",
    },
    {
      id: "SE-MFL-CORP",
      appliesTo: ["SE"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Marknadsföringslagen (2008:486) 19 §, legal persons not covered",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "SE-MFL-CUSTOMER",
      appliesTo: ["SE"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Marknadsföringslagen (2008:486) 19 §, exception for customers",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "SE-MFL-ADDRESS",
      appliesTo: ["SE"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "Marknadsföringslagen (2008:486) 20 §",
      verifiedOn,
      source: "secondary",
      note: "Towards legal persons as well. The number of the section was not read.",
    },
    {
      id: "SE-AGE",
      appliesTo: ["SE"],
      channel: "any",
      rule: "principle",
      params: { says: "From 13 on a child agrees itself to services of the information society" },
      cite: "Lag (2018:218) 2 kap. 4 §; GDPR Art. 8(1)",
      verifiedOn,
      source: "statute",
    },
  ],
};
