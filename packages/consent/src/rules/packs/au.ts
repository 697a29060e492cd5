import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/**
 * Australia: consent, express or inferred. Its act binds what is sent from Australia, or by whoever
 * is managed from there, wherever it goes (s. 7).
 */
export const auRules: RulePack = {
  id: "au",
  version: "2026-11-29",
  title: "Australia: Spam Act 2003",
  rows: [
    {
      id: "AU-SPAM-16",
      appliesTo: ["AU"],
      bindsSenders: true,
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Spam Act 2003 (Cth) s. 7, 16(1)-(2), Sch. 2 cl. 2(a)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "AU-SPAM-INFER",
      appliesTo: ["AU"],
      bindsSenders: true,
      channel: "any",
      rule: "implied",
      params: {
        periods: { contract: "while_it_stands", membership: "while_it_stands" },
      },
      cite: "Spam Act 2003 (Cth) Sch. 2 cl. 2(b)",
      verifiedOn,
      source: "statute",
      note:
        "Inferred from conduct and a business or other relationship. Taken for those " +
        "that go on: whether a single purchase is enough is left to counsel.",
    },
    {
      id: "AU-SPAM-PUBLIC",
      appliesTo: ["AU"],
      bindsSenders: true,
      channel: "any",
      subjects: ["sole_trader", "professional", "company"],
      rule: "implied",
      params: {
        periods: { published: "while_it_stands" },
        professionalOnly: true,
      },
      cite: "Spam Act 2003 (Cth) Sch. 2 cl. 4(2)",
      verifiedOn,
      source: "secondary",
      note:
        "The clause was read in part. Conspicuously published, without a wish not to " +
        "be written to, and relevant to the role.",
    },
    {
      id: "AU-SPAM-17",
      appliesTo: ["AU"],
      bindsSenders: true,
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID"],
        classes: ["marketing"],
      },
      cite: "Spam Act 2003 (Cth) s. 17(1)",
      verifiedOn,
      source: "statute",
      note: "Accurate for 30 days after the message at least.",
    },
    {
      id: "AU-SPAM-18",
      appliesTo: ["AU"],
      bindsSenders: true,
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Spam Act 2003 (Cth) s. 18(1)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "AU-SPAM-UNSUB",
      appliesTo: ["AU"],
      bindsSenders: true,
      channel: "any",
      rule: "withdrawal",
      params: {
        within: "P5BD",
        linkWorksFor: "P30D",
      },
      cite: "Spam Act 2003 (Cth) s. 18(1)(e), Sch. 2 cl. 6",
      verifiedOn,
      source: "secondary",
      note: "The 30 days were read in the law, the five days in accounts of it.",
    },
    {
      id: "AU-SPAM-PROOF",
      appliesTo: ["AU"],
      bindsSenders: true,
      channel: "any",
      rule: "proof",
      params: {
        what: "Whoever sends must show the consent",
      },
      cite: "Spam Act 2003 (Cth) s. 16(5)",
      verifiedOn,
      source: "secondary",
    },
  ],
};
