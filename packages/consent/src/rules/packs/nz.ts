import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** New Zealand: consent, express, inferred or deemed; for what is sent from there too. */
export const nzRules: RulePack = {
  id: "nz",
  version: "2026-11-29",
  title: "New Zealand: Unsolicited Electronic Messages Act 2007",
  rows: [
    {
      id: "NZ-UEMA-9",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite:
        "Unsolicited Electronic Messages Act 2007 s. 9(1), 4(1) (consented to " +
        "receiving) (a)(i)",
      verifiedOn,
      source: "statute",
      note:
        "Of messages with a New Zealand link, which is to, from or within the country: s. 4(2) " +
        "was read in accounts.",
    },
    {
      id: "NZ-UEMA-INFER",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      rule: "implied",
      params: {
        periods: { contract: "while_it_stands", membership: "while_it_stands" },
      },
      cite:
        "Unsolicited Electronic Messages Act 2007 s. 4(1) (consented to receiving) " + "(a)(ii)",
      verifiedOn,
      source: "statute",
      note:
        "Inferred from conduct and a business or other relationship. Taken for those " +
        "that go on.",
    },
    {
      id: "NZ-UEMA-CARD",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      subjects: ["sole_trader", "professional", "company"],
      rule: "implied",
      params: {
        periods: { disclosed: "while_it_stands" },
        professionalOnly: true,
      },
      cite:
        "Unsolicited Electronic Messages Act 2007 s. 4(1) (consented to receiving) " + "(a)(ii)",
      verifiedOn,
      source: "secondary",
      note:
        "Business cards, as answered by the Department of Internal Affairs: only what " +
        "relates to the occasion they were handed over on.",
    },
    {
      id: "NZ-UEMA-PUBLIC",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      subjects: ["sole_trader", "professional", "company"],
      rule: "implied",
      params: {
        periods: { published: "while_it_stands" },
        professionalOnly: true,
      },
      cite:
        "Unsolicited Electronic Messages Act 2007 s. 4(1) (consented to receiving) " + "(a)(iii)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "NZ-UEMA-10",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID"],
        classes: ["marketing"],
      },
      cite: "Unsolicited Electronic Messages Act 2007 s. 3(b), 10",
      verifiedOn,
      source: "secondary",
      note: "Read: s. 3(b), the purpose.",
    },
    {
      id: "NZ-UEMA-11",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Unsolicited Electronic Messages Act 2007 s. 11(1)",
      verifiedOn,
      source: "statute",
      note: "By the means the message came by, and free of charge.",
    },
    {
      id: "NZ-UEMA-UNSUB",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      rule: "withdrawal",
      params: {
        within: "P5BD",
        linkWorksFor: "P30D",
      },
      cite: "Unsolicited Electronic Messages Act 2007 s. 9(2), 11(1)(e)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "NZ-UEMA-PROOF",
      appliesTo: ["NZ"],
      bindsSenders: true,
      channel: "any",
      rule: "proof",
      params: {
        what: "The burden of proof is on whoever says there was consent",
      },
      cite: "Unsolicited Electronic Messages Act 2007 s. 9(3)",
      verifiedOn,
      source: "statute",
    },
  ],
};
