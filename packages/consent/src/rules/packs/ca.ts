import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/** Canada: CASL. */
export const ca: RulePack = defineRules({
  id: "ca",
  version: "2026-11-21",
  title: "Canada: CASL",
  rows: [
    {
      id: "CA-CASL-EX",
      appliesTo: ["CA"],
      channel: "any",
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "accept",
      },
      cite: "CASL s.6, 10(1)",
      verifiedOn,
      mark: "S",
    },
    {
      id: "CA-CASL-IM",
      appliesTo: ["CA"],
      channel: "any",
      rule: "implied",
      params: {
        periods: {
          sale: "P2Y",
          contract: "P2Y",
          inquiry: "P6M",
          negotiation: "P6M",
          donation: "P2Y",
          volunteer: "P2Y",
          membership: "P2Y",
        },
      },
      cite: "CASL s.10(9)-(13)",
      verifiedOn,
      mark: "S",
    },
    {
      id: "CA-CASL-UN",
      appliesTo: ["CA"],
      channel: "any",
      rule: "withdrawal",
      params: { within: "P10BD", linkWorksFor: "P60D" },
      cite: "CASL s.11(1)-(3)",
      verifiedOn,
      mark: "S",
    },
    {
      id: "CA-CASL-CONTENT",
      appliesTo: ["CA"],
      channel: "any",
      rule: "obligation",
      // The request itself is a commercial message.
      params: {
        codes: ["SENDER_ID", "POSTAL_ADDRESS", "UNSUBSCRIBE_LINK"],
        classes: ["marketing", "confirmation_request"],
      },
      cite: "CASL s.6(2), 11",
      verifiedOn,
      mark: "S",
    },
    {
      id: "CA-CASL-PROOF",
      appliesTo: ["CA"],
      channel: "any",
      rule: "proof",
      params: { what: "The sender bears the burden of proving consent" },
      cite: "CASL s.13",
      verifiedOn,
      mark: "S",
    },
  ],
});
