import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Luxembourg. Protects companies like people. Used together with the EU pack. */
export const luRules: RulePack = {
  id: "lu",
  version: "2026-11-29",
  title: "Luxembourg: laws of 30 May 2005 and 14 August 2000",
  rows: [
    {
      id: "LU-11",
      appliesTo: ["LU"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Loi 30 May 2005 Art. 11; loi 14 August 2000 Art. 48",
      verifiedOn,
      source: "secondary",
      note: "Art. 48 of the e-commerce law is said to bind towards businesses as well.",
    },
    {
      id: "LU-11-CUSTOMER",
      appliesTo: ["LU"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Loi 30 May 2005 Art. 11, as the CNPD reads it, May 2018",
      verifiedOn,
      source: "regulator",
      note: "The CNPD speaks of mail addresses; accounts of the law of numbers too.",
    },
    {
      id: "LU-AGE",
      appliesTo: ["LU"],
      channel: "any",
      rule: "principle",
      params: { says: "From 16 on a child agrees itself to services of the information society" },
      cite: "GDPR Art. 8(1)",
      verifiedOn,
      source: "secondary",
      note: "The law of 1 August 2018 sets no lower age.",
    },
  ],
};
