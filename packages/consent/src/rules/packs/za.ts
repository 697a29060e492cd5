import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** South Africa: direct marketing to natural and legal persons. */
export const zaRules: RulePack = {
  id: "za",
  version: "2026-11-29",
  title: "South Africa: POPIA",
  rows: [
    {
      id: "ZA-POPIA-69",
      appliesTo: ["ZA"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "POPIA (Act 4 of 2013) s. 69(1)-(2)",
      verifiedOn,
      source: "statute",
      note:
        "Protects legal persons too. Regulation 6 as amended on 17 April 2025, by " +
        "accounts: a form like Form 4, free and easy to reach; an opt-out is no " +
        "consent; by telephone it is recorded.",
    },
    {
      id: "ZA-POPIA-69-3",
      appliesTo: ["ZA"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
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
      rule: "obligation",
      params: {
        codes: ["CHECK_OPT_OUT_REGISTRY"],
        classes: ["marketing"],
        unlessConsent: true,
      },
      cite: "Consumer Protection Act Amendment Regulations, 2026 (gazetted 15 Apr 2026)",
      verifiedOn,
      source: "secondary",
      note:
        "Load it as suppressions with the reason registry. How it fits with section 69 " +
        "is disputed.",
    },
  ],
};
