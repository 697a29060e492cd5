import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Netherlands: Telecommunicatiewet. Used together with the EU pack. */
export const nl: RulePack = defineRules({
  id: "nl",
  version: "2026-11-29",
  title: "Netherlands: Telecommunicatiewet",
  rows: [
    {
      id: "NL-TW",
      appliesTo: ["NL"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Telecommunicatiewet Art. 11.7(1), Stb. 2021, 103",
      verifiedOn,
      source: "statute",
      note: "The sender must be able to show it. Since 1 October 2009 for legal persons as well.",
    },
    {
      id: "NL-TW-CUSTOMER",
      appliesTo: ["NL"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Telecommunicatiewet Art. 11.7, exception for customers",
      verifiedOn,
      source: "secondary",
      note: "The number of the paragraph since 2021 was not found.",
    },
    {
      id: "NL-TW-PUBLISHED",
      appliesTo: ["NL"],
      channel: "email",
      subjects: ["company"],
      rule: "implied",
      params: { periods: { published: "while_it_stands" } },
      cite: "Telecommunicatiewet Art. 11.7, exception for published contact details",
      verifiedOn,
      source: "secondary",
      note:
        "Only where a legal person published the address for such messages: record `published` " +
        "for that and nothing less. The number of the paragraph since 2021 was not found.",
    },
    {
      id: "NL-AGE",
      appliesTo: ["NL"],
      channel: "any",
      rule: "principle",
      params: { says: "From 16 on a child agrees itself to services of the information society" },
      cite: "UAVG Art. 5; GDPR Art. 8(1)",
      verifiedOn,
      source: "secondary",
      note: "The age was read, the article of the UAVG was not.",
    },
  ],
});
