import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Slovakia: demonstrable consent, and a year for customers. Used together with the EU pack. */
export const skRules: RulePack = {
  id: "sk",
  version: "2026-11-29",
  title: "Slovakia: Act 452/2021 on electronic communications",
  rows: [
    {
      id: "SK-452-116-3",
      appliesTo: ["SK"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Act 452/2021 Coll. s. 116(3)-(5)",
      verifiedOn,
      source: "statute",
      note:
        "Consent must not be asked for by e-mail or text (4): a confirmation may only " +
        "follow a request that the person made elsewhere.",
    },
    {
      id: "SK-452-116-15",
      appliesTo: ["SK"],
      channel: "any",
      rule: "soft_opt_in",
      params: { ...forCustomers, endsAfter: "P1Y" },
      cite: "Act 452/2021 Coll. s. 116(15), as amended with effect of 12 Nov 2025",
      verifiedOn,
      source: "secondary",
      note:
        "Two accounts of the amendment agree on a year after the contract or purchase; " +
        "one account that says it read the law in July 2026 finds no such limit. The " +
        "stricter reading holds.",
    },
    {
      id: "SK-452-116-15-B",
      appliesTo: ["SK"],
      channel: "any",
      subjects: ["company"],
      rule: "implied",
      params: {
        periods: { published: "while_it_stands" },
      },
      cite: "Act 452/2021 Coll. s. 116(15)",
      verifiedOn,
      source: "secondary",
      note:
        "Published contact data of legal persons. Of entrepreneurs who are natural " +
        "persons as well, but the directive protects these.",
    },
    {
      id: "SK-452-116-5",
      appliesTo: ["SK"],
      channel: "any",
      rule: "proof",
      params: {
        what: "The consent on a durable medium, for four years from its withdrawal at " + "least",
        keep: "P4Y",
      },
      cite: "Act 452/2021 Coll. s. 116(5)",
      verifiedOn,
      source: "statute",
    },
  ],
};
