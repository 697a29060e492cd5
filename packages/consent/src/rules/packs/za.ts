import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-29";

/** South Africa: direct marketing to natural and legal persons. */
export const za: RulePack = defineRules({
  id: "za",
  version: "2026-11-29",
  title: "South Africa: POPIA",
  rows: [
    {
      id: "ZA-POPIA-69",
      appliesTo: ["ZA"],
      channel: "any",
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "evidence",
      },
      cite: "POPIA (Act 4 of 2013) s. 69(1)-(2)",
      verifiedOn,
      source: "statute",
      note:
        "Protects legal persons too. The regulations prescribed Form 4, in writing; " +
        "they were amended on 17 April 2025, and the new regulation 6 was not read.",
    },
    {
      id: "ZA-POPIA-69-3",
      appliesTo: ["ZA"],
      channel: "any",
      rule: "soft_opt_in",
      params: {
        relationships: ["sale"],
        offerAtCollection: true,
        offerInEachMessage: true,
        similarOnly: true,
      },
      cite: "POPIA (Act 4 of 2013) s. 69(3)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "ZA-POPIA-69-4",
      appliesTo: ["ZA"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "POPIA (Act 4 of 2013) s. 69(4)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "ZA-POPIA-ONCE",
      appliesTo: ["ZA"],
      channel: "any",
      rule: "principle",
      params: {
        says:
          "Somebody who is no customer may be asked for consent once, and not again " +
          "after a refusal",
      },
      cite: "POPIA (Act 4 of 2013) s. 69(2)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "ZA-CPA-REGISTRY",
      appliesTo: ["ZA"],
      channel: "any",
      rule: "principle",
      params: {
        says:
          "The national opt-out registry of the Consumer Protection Act regulations of " +
          "2026 is to be checked",
      },
      cite: "Consumer Protection Act Amendment Regulations, 2026 (gazetted 15 Apr 2026)",
      verifiedOn,
      source: "secondary",
      note:
        "Load it as suppressions with the reason registry. How it fits with section 69 " +
        "is disputed.",
    },
  ],
});
