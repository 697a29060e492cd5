import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/** Brazil: LGPD. */
export const brRules: RulePack = {
  id: "br",
  version: "2026-11-29",
  title: "Brazil: LGPD",
  rows: [
    {
      id: "BR-LGPD",
      appliesTo: ["BR"],
      channel: "any",
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "evidence",
      },
      cite: "LGPD Art. 7, 8 §§ 1-4",
      verifiedOn,
      source: "statute",
    },
    {
      id: "BR-LGPD-LI",
      appliesTo: ["BR"],
      channel: "any",
      rule: "soft_opt_in",
      params: {
        relationships: ["sale", "contract"],
        offerAtCollection: false,
        offerInEachMessage: true,
        similarOnly: true,
      },
      cite: "LGPD Art. 7 IX, 10, 18 § 2; ANPD guide on legitimate interest, Feb 2024",
      verifiedOn: "2026-11-29",
      source: "statute",
      note:
        "Read: Art. 7 IX. The law names no marketing; that customers expect it comes from " +
        "accounts of the guide, which asks for a balancing test on record. Sensitive data is " +
        "excluded.",
    },
    {
      id: "BR-LGPD-REVOKE",
      appliesTo: ["BR"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["UNSUBSCRIBE_LINK", "SENDER_ID"], classes: ["marketing"] },
      cite: "LGPD Art. 8 § 5, 18 § 2",
      verifiedOn,
      source: "statute",
    },
    {
      id: "BR-LGPD-PROOF",
      appliesTo: ["BR"],
      channel: "any",
      rule: "proof",
      params: { what: "The controller bears the burden of proof" },
      cite: "LGPD Art. 8 § 2",
      verifiedOn,
      source: "statute",
    },
  ],
};
