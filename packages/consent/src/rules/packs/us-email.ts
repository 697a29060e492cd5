import type { RulePack } from "../rule-row.js";

/** Rows whose source was not read again since. */
const readBefore = "2026-11-21";
const verifiedOn = "2026-11-29";

/** United States, e-mail: CAN-SPAM. One may write until told not to; an opt-out never expires. */
export const usEmailRules: RulePack = {
  id: "us-email",
  version: "2026-11-29",
  title: "United States, e-mail: CAN-SPAM",
  rows: [
    {
      id: "US-CANSPAM",
      appliesTo: ["US"],
      channel: "email",
      rule: "opt_out",
      params: {},
      cite: "15 U.S.C. 7704(a)(3)-(5)",
      verifiedOn: readBefore,
      source: "secondary",
    },
    {
      id: "US-CANSPAM-UNSUB",
      appliesTo: ["US"],
      channel: "email",
      rule: "withdrawal",
      params: { within: "P10BD", linkWorksFor: "P30D" },
      cite: "15 U.S.C. 7704(a)(3)-(4); 16 CFR 316.5",
      verifiedOn: readBefore,
      source: "statute",
    },
    {
      id: "US-CANSPAM-CONTENT",
      appliesTo: ["US"],
      channel: "email",
      rule: "obligation",
      params: { codes: ["POSTAL_ADDRESS", "UNSUBSCRIBE_LINK"], classes: ["marketing"] },
      cite: "15 U.S.C. 7704(a)(5)(A)(ii)-(iii); 16 CFR 316.3",
      verifiedOn,
      source: "statute",
    },
    {
      id: "US-CANSPAM-AD",
      appliesTo: ["US"],
      channel: "email",
      rule: "obligation",
      params: { codes: ["AD_IDENTIFICATION"], classes: ["marketing"], unlessConsent: true },
      cite: "15 U.S.C. 7704(a)(5)(A)(i), (B), 7702(1)",
      verifiedOn,
      source: "statute",
      note:
        "Affirmative consent is express, asked for clearly or given of one's own accord. No " +
        "certain words are prescribed for the label.",
    },
  ],
};
