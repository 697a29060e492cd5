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
        asserted: "evidence",
      },
      cite: "CASL s.6, 10(1)",
      verifiedOn,
      source: "statute",
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
        },
      },
      cite: "CASL s.10(9)(a), 10(10)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "CA-CASL-IM-GIFT",
      appliesTo: ["CA"],
      channel: "any",
      rule: "implied",
      params: {
        periods: { donation: "P2Y", volunteer: "P2Y" },
        senders: ["charity", "party"],
      },
      cite: "CASL s.10(9)(a), 10(13)(a)-(b)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "CA-CASL-IM-MEMBER",
      appliesTo: ["CA"],
      channel: "any",
      rule: "implied",
      params: { periods: { membership: "P2Y" }, senders: ["club"] },
      cite: "CASL s.10(9)(a), 10(13)(c)",
      verifiedOn,
      source: "statute",
      note: "Clubs, associations and voluntary organisations as the regulations define them.",
    },
    {
      id: "CA-CASL-IM-BUSINESS",
      appliesTo: ["CA"],
      channel: "any",
      subjects: ["sole_trader", "professional", "company"],
      rule: "implied",
      params: {
        periods: { published: "while_it_stands", disclosed: "while_it_stands" },
        professionalOnly: true,
      },
      cite: "CASL s.10(9)(b)-(c)",
      verifiedOn,
      source: "secondary",
      note: "Published in plain view or handed over, without a wish not to be written to.",
    },
    {
      id: "CA-CASL-UN",
      appliesTo: ["CA"],
      channel: "any",
      rule: "withdrawal",
      params: { within: "P10BD", linkWorksFor: "P60D" },
      cite: "CASL s.11(1)-(3)",
      verifiedOn,
      source: "statute",
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
      source: "statute",
    },
    {
      id: "CA-CASL-PROOF",
      appliesTo: ["CA"],
      channel: "any",
      rule: "proof",
      params: { what: "The sender bears the burden of proving consent" },
      cite: "CASL s.13",
      verifiedOn,
      source: "statute",
    },
  ],
});
