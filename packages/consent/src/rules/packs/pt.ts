import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Portugal: Lei 41/2004. Used together with the EU pack. */
export const ptRules: RulePack = {
  id: "pt",
  version: "2026-11-29",
  title: "Portugal: Lei 41/2004",
  rows: [
    {
      id: "PT-13A",
      appliesTo: ["PT"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Lei 41/2004 Art. 13.º-A(1)",
      verifiedOn,
      source: "statute",
      note: "Subscribers who are natural persons, and users: so people at a company's address too.",
    },
    {
      id: "PT-13A-CORP",
      appliesTo: ["PT"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Lei 41/2004 Art. 13.º-A(2)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "PT-13A-CUSTOMER",
      appliesTo: ["PT"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Lei 41/2004 Art. 13.º-A(3)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "PT-13B",
      appliesTo: ["PT"],
      channel: "any",
      subjects: ["company"],
      rule: "obligation",
      params: { codes: ["CHECK_DGC_LIST"], classes: ["marketing"], unlessConsent: true },
      cite: "Lei 41/2004 Art. 13.º-B(2)",
      verifiedOn,
      source: "regulator",
      note: "The Direção-Geral do Consumidor keeps the list of legal persons; ANACOM tells of it.",
    },
    {
      id: "PT-AGE",
      appliesTo: ["PT"],
      channel: "any",
      rule: "principle",
      params: { says: "From 13 on a child agrees itself to services of the information society" },
      cite: "Lei 58/2019 Art. 16(1); GDPR Art. 8(1)",
      verifiedOn,
      source: "statute",
    },
  ],
};
