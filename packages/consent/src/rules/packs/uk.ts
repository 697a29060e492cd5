import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/** United Kingdom: PECR as amended by the Data (Use and Access) Act 2025. */
export const uk: RulePack = defineRules({
  id: "uk",
  version: "2026-11-21",
  title: "United Kingdom: PECR",
  rows: [
    {
      id: "UK-PECR",
      appliesTo: ["GB"],
      channel: "any",
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "accept",
      },
      cite: "PECR reg. 22(2)",
      verifiedOn,
      mark: "S",
    },
    {
      id: "UK-PECR-SOFT",
      appliesTo: ["GB"],
      channel: "any",
      rule: "soft_opt_in",
      params: {
        relationships: ["sale", "negotiation"],
        offerAtCollection: true,
        offerInEachMessage: true,
        similarOnly: true,
      },
      cite: "PECR reg. 22(3)",
      verifiedOn,
      mark: "S",
    },
    {
      id: "UK-CHAR",
      appliesTo: ["GB"],
      channel: "any",
      rule: "soft_opt_in",
      params: {
        relationships: ["charity_interest", "donation", "volunteer"],
        offerAtCollection: true,
        offerInEachMessage: true,
        similarOnly: false,
        // In force on this day; not for what was collected before under other terms.
        collectedFrom: "2026-02-05",
      },
      cite: "PECR reg. 22(3A); Data (Use and Access) Act 2025 s.114",
      verifiedOn,
      mark: "S",
    },
    {
      id: "UK-PECR-23",
      appliesTo: ["GB"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "PECR reg. 23",
      verifiedOn,
      mark: "K",
    },
    {
      id: "UK-PIX",
      appliesTo: ["GB"],
      channel: "any",
      rule: "tracking",
      params: { activities: ["track.open", "track.click"], exemptions: [] },
      cite: "PECR reg. 6",
      verifiedOn,
      mark: "K",
    },
    {
      id: "UK-FINE",
      appliesTo: ["GB"],
      channel: "any",
      rule: "principle",
      params: { says: "Fines under PECR reach GBP 17.5 million or 4 % of turnover" },
      cite: "Data (Use and Access) Act 2025, in force 5 Feb 2026",
      verifiedOn,
      mark: "S",
    },
  ],
});
