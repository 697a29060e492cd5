import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Norway: marketing act. Used together with the EU pack, which holds in the EEA. */
export const noRules: RulePack = {
  id: "no",
  version: "2026-11-29",
  title: "Norway: markedsføringsloven",
  rows: [
    {
      id: "NO-MFL",
      appliesTo: ["NO"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Markedsføringsloven § 15(1)",
      verifiedOn,
      source: "regulator",
      note: "Natural persons, also at a company's address that names them.",
    },
    {
      id: "NO-MFL-CORP",
      appliesTo: ["NO"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Markedsføringsloven § 15(1), addresses such as post@ not covered",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "NO-MFL-CUSTOMER",
      appliesTo: ["NO"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Markedsføringsloven § 15(3)",
      verifiedOn,
      source: "regulator",
      note: "The authority warns that its guidance is being revised.",
    },
  ],
};
