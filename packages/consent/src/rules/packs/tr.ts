import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Türkiye: commercial electronic messages. */
export const trRules: RulePack = {
  id: "tr",
  version: "2026-11-29",
  title: "Türkiye: Law 6563 and the message management system",
  rows: [
    {
      id: "TR-6563-6",
      appliesTo: ["TR"],
      channel: "any",
      subjects: ["person", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Law 6563 Art. 6(1)",
      verifiedOn,
      source: "statute",
      note:
        "In writing or by any electronic means. No exception for customers beyond " +
        "messages about what they have.",
    },
    {
      id: "TR-6563-6-2",
      appliesTo: ["TR"],
      channel: "any",
      subjects: ["sole_trader", "company"],
      rule: "opt_out",
      params: {},
      cite: "Law 6563 Art. 6(2)",
      verifiedOn,
      source: "statute",
      note:
        "Merchants and tradespeople. They refuse in the message management system too, " +
        "and a refusal there is a withdrawal: record it as one.",
    },
    {
      id: "TR-6563-5",
      appliesTo: ["TR"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID"],
        classes: ["marketing"],
      },
      cite: "Law 6563 Art. 5(1)(a)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "TR-6563-8",
      appliesTo: ["TR"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Law 6563 Art. 8",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "TR-6563-8-3",
      appliesTo: ["TR"],
      channel: "any",
      rule: "withdrawal",
      params: {
        within: "P3BD",
      },
      cite: "Law 6563 Art. 8",
      verifiedOn,
      source: "secondary",
      note: "Three business days, by notices of senders.",
    },
    {
      id: "TR-IYS",
      appliesTo: ["TR"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["CHECK_IYS"],
        classes: ["marketing"],
      },
      cite:
        "Regulation on Commercial Communication and Commercial Electronic Messages, as " +
        "amended 4 Jan 2020",
      verifiedOn,
      source: "secondary",
      note:
        "Consents and refusals are entered in the message management system, which is " +
        "asked before sending.",
    },
  ],
};
