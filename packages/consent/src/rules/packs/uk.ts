import type { RulePack } from "../rule-row.js";

/** Rows whose source was not read again since. */
const readBefore = "2026-11-21";
const verifiedOn = "2026-11-29";

/** United Kingdom: PECR as amended by the Data (Use and Access) Act 2025. */
export const ukRules: RulePack = {
  id: "uk",
  version: "2026-11-29",
  title: "United Kingdom: PECR",
  rows: [
    {
      id: "UK-PECR",
      appliesTo: ["GB"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "evidence",
      },
      cite: "PECR reg. 22(2)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "UK-PECR-CORP",
      appliesTo: ["GB"],
      channel: "any",
      subjects: ["professional", "company"],
      rule: "opt_out",
      params: {},
      cite: "PECR reg. 22(1), 2(1)",
      verifiedOn,
      source: "statute",
      note:
        "Reg. 22 protects individual subscribers. Sole traders and partnerships are such; a " +
        "partnership in Scotland is a corporate one. The UK GDPR binds nonetheless where a " +
        "person is named.",
    },
    {
      id: "UK-PECR-CALL",
      appliesTo: ["GB"],
      channel: "call",
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "evidence",
      },
      cite: "PECR reg. 21(1), (4); 21A; 21B; 26",
      verifiedOn: "2026-11-30",
      source: "policy",
      note:
        "Live calls are free until the subscriber objects or is on the register (TPS, CTPS). " +
        "Whether a number was looked up there within 28 days is not known here, so that each is " +
        "taken for registered, and reg. 21(4) asks for the subscriber's own word. Counsel who has " +
        "every number screened can say otherwise in a row of their own.",
    },
    {
      id: "UK-PECR-SOFT",
      appliesTo: ["GB"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "soft_opt_in",
      params: {
        relationships: ["sale", "negotiation"],
        offerAtCollection: true,
        offerInEachMessage: true,
        similarOnly: true,
      },
      cite: "PECR reg. 22(3)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "UK-CHAR",
      appliesTo: ["GB"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "soft_opt_in",
      params: {
        relationships: ["charity_interest", "donation", "volunteer"],
        offerAtCollection: true,
        offerInEachMessage: true,
        similarOnly: false,
        // In force on this day; not for what was collected before under other terms.
        collectedFrom: "2026-02-05",
        senders: ["charity"],
        charitableOnly: true,
      },
      cite: "PECR reg. 22(3A); Data (Use and Access) Act 2025 s.114; SI 2026/82 reg. 2(x)",
      verifiedOn,
      source: "statute",
      note:
        "The offer counts where the details were initially collected: a later one, as at a " +
        "yearly update, heals nothing.",
    },
    {
      id: "UK-PECR-23",
      appliesTo: ["GB"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "PECR reg. 23(a)-(b)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "UK-OBJ-NOTICE",
      appliesTo: ["GB"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["OBJECTION_NOTICE"], classes: ["marketing"] },
      cite: "UK GDPR Art. 21(4)",
      verifiedOn,
      source: "secondary",
      note:
        "Due in the first message at the latest, apart from anything else; asked for in each, " +
        "as nobody counts here.",
    },
    {
      id: "UK-PROOF",
      appliesTo: ["GB"],
      channel: "any",
      rule: "proof",
      params: {
        what: "Who agreed, when, how, and the words they were shown",
      },
      cite: "UK GDPR Art. 7(1); ICO direct marketing checklist",
      verifiedOn,
      source: "regulator",
    },
    {
      id: "UK-PROOF-SOFT",
      appliesTo: ["GB"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "proof",
      params: {
        what:
          "The sale or the support, and the way out offered when the details were initially " +
          "collected",
      },
      cite: "PECR reg. 22(3)(c), (3A)(c)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "UK-MINOR",
      appliesTo: ["GB"],
      channel: "any",
      rule: "principle",
      params: { says: "Online, a parent agrees for children under 13" },
      cite: "UK GDPR Art. 8; ICO direct marketing checklist",
      verifiedOn,
      source: "regulator",
    },
    {
      id: "UK-PIX",
      appliesTo: ["GB"],
      channel: "any",
      rule: "tracking",
      params: { activities: ["track.open", "track.click"], exemptions: [] },
      cite: "PECR reg. 6(1), Sch. A1 (Data (Use and Access) Act 2025 s.112, Sch. 12)",
      verifiedOn,
      source: "statute",
      note:
        "Sch. A1 para. 5 frees statistics about how a service or website is used. Whether a mail " +
        "that is opened is one is not settled, so nothing is exempt.",
    },
    {
      id: "UK-FINE",
      appliesTo: ["GB"],
      channel: "any",
      rule: "principle",
      params: { says: "Fines under PECR reach GBP 17.5 million or 4 % of turnover" },
      cite: "Data (Use and Access) Act 2025, in force 5 Feb 2026",
      verifiedOn: readBefore,
      source: "statute",
    },
  ],
};
