import type { RulePack } from "../rule-row.js";

/** Rows whose source was not read again since. */
const readBefore = "2026-11-21";
const verifiedOn = "2026-11-29";

/** Canada: CASL. */
export const caRules: RulePack = {
  id: "ca",
  version: "2026-11-29",
  title: "Canada: CASL",
  rows: [
    {
      id: "CA-CASL-EX",
      appliesTo: ["CA"],
      channel: "any",
      rule: "consent",
      params: {
        confirmation: "optional",
        // Who bears the burden of proof (s.13) cannot show by it that a person acted.
        confirmByGet: "refuse",
        strength: "express",
        asserted: "evidence",
      },
      cite: "CASL s.6, 10(1)",
      verifiedOn: readBefore,
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
      verifiedOn: readBefore,
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
      verifiedOn: readBefore,
      source: "statute",
    },
    {
      id: "CA-CASL-IM-MEMBER",
      appliesTo: ["CA"],
      channel: "any",
      rule: "implied",
      params: { periods: { membership: "P2Y" }, senders: ["club"] },
      cite: "CASL s.10(9)(a), 10(13)(c)",
      verifiedOn: readBefore,
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
      verifiedOn: readBefore,
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
        codes: ["SENDER_ID", "POSTAL_ADDRESS", "CONTACT_DETAILS", "UNSUBSCRIBE_LINK"],
        classes: ["marketing", "service", "transactional", "confirmation_request"],
      },
      cite: "CASL s.6(1)(b), 6(2), 6(6), 11(1); Electronic Commerce Protection Regulations (CRTC) s.2-3",
      verifiedOn,
      source: "statute",
      note:
        "S.6(6) waives consent for quotes, confirmations of a purchase, warranty, recall, " +
        "account and delivery messages, and nothing else. Messages without any commercial " +
        "purpose are outside the act; which those are is not looked at, so all carry these. In " +
        "a text a link may lead to them.",
    },
    {
      id: "CA-CASL-PROOF",
      appliesTo: ["CA"],
      channel: "any",
      rule: "proof",
      params: { what: "The sender bears the burden of proving consent" },
      cite: "CASL s.13",
      verifiedOn: readBefore,
      source: "statute",
    },
    {
      id: "CA-CASL-FROM",
      appliesTo: ["CA"],
      channel: "any",
      rule: "principle",
      params: {
        says:
          "What is sent by a computer in Canada is under the act as well, but for messages to " +
          "listed states that keep to the law there",
      },
      cite: "CASL s.12(1); Electronic Commerce Protection Regulations s.3(f)",
      verifiedOn,
      source: "secondary",
      note:
        "The list is not held here. Whoever sends from Canada to a state that is not on it " +
        "names CA beside the recipient's place.",
    },
    {
      id: "CA-QC-MINOR",
      appliesTo: ["CA-QC"],
      channel: "any",
      rule: "principle",
      params: {
        says:
          "For children under 14 the person with parental authority or the tutor agrees, " +
          "unless collecting is clearly for the child's benefit",
      },
      cite:
        "Quebec, Act respecting the protection of personal information in the private sector " +
        "(CQLR c. P-39.1), s.4.1, 14",
      verifiedOn,
      source: "secondary",
    },
  ],
};
