import type { RulePack } from "../rule-row.js";

/** Rows whose source was not read again since. */
const readBefore = "2026-11-21";
const verifiedOn = "2026-11-29";

/**
 * California: CCPA. No rule on e-mail consent; used together with the packs for the United States.
 */
export const usCaRules: RulePack = {
  id: "us-ca",
  version: "2026-11-29",
  title: "California: CCPA",
  rows: [
    {
      id: "CA-CCPA",
      appliesTo: ["US-CA"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["DO_NOT_SELL_LINK"], classes: ["marketing"] },
      cite: "Cal. Civ. Code 1798.120, 1798.135(a)(1)",
      verifiedOn,
      source: "statute",
      note:
        "Binds who sells or shares personal information, and asks for the link on the homepages; " +
        "in a message it is this package's reading of a place that people look at.",
    },
    {
      id: "CA-CCPA-REASK",
      appliesTo: ["US-CA"],
      channel: "any",
      rule: "reask",
      params: { after: "P12M", activities: ["profile"] },
      cite: "11 CCR 7025-7028",
      verifiedOn: readBefore,
      source: "secondary",
    },
  ],
};
