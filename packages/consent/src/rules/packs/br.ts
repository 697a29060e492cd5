import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/** Brazil: LGPD. */
export const br: RulePack = defineRules({
  id: "br",
  version: "2026-11-21",
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
});
