import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Finland: act on electronic communications services. Used together with the EU pack. */
export const fiRules: RulePack = {
  id: "fi",
  version: "2026-11-29",
  title: "Finland: act on electronic communications services",
  rows: [
    {
      id: "FI-200",
      appliesTo: ["FI"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: priorConsent,
      cite: "Laki sähköisen viestinnän palveluista (917/2014) 200 §(1)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "FI-200-WORK-SMS",
      appliesTo: ["FI"],
      channel: "sms",
      subjects: ["professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Laki sähköisen viestinnän palveluista (917/2014) 200 §(1), text messages",
      verifiedOn,
      source: "secondary",
      note: "The guidance on people at work was read for mail; the stricter reading for texts.",
    },
    {
      id: "FI-202-WORK",
      appliesTo: ["FI"],
      channel: "email",
      subjects: ["professional"],
      rule: "opt_out",
      params: { professionalOnly: true },
      cite: "Laki sähköisen viestinnän palveluista (917/2014) 202 §, people at work",
      verifiedOn,
      source: "secondary",
      note:
        "An account of the ombudsman's guidance on the act before (516/2004): to whom the " +
        "matter belongs by their tasks, which a title alone does not show.",
    },
    {
      id: "FI-202",
      appliesTo: ["FI"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Laki sähköisen viestinnän palveluista (917/2014) 202 §",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "FI-200-CUSTOMER",
      appliesTo: ["FI"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Laki sähköisen viestinnän palveluista (917/2014) 200 §, customers",
      verifiedOn,
      source: "regulator",
      note: "The ombudsman's questions and answers.",
    },
    {
      id: "FI-203",
      appliesTo: ["FI"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["AD_IDENTIFICATION"], classes: ["marketing"] },
      cite: "Laki sähköisen viestinnän palveluista (917/2014) 203 §",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "FI-AGE",
      appliesTo: ["FI"],
      channel: "any",
      rule: "principle",
      params: { says: "From 13 on a child agrees itself to services of the information society" },
      cite: "Tietosuojalaki (1050/2018) 5 §; GDPR Art. 8(1)",
      verifiedOn,
      source: "statute",
    },
  ],
};
