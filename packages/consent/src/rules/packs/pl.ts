import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Poland: consent for everybody, customers and companies too. Used together with the EU pack. */
export const plRules: RulePack = {
  id: "pl",
  version: "2026-11-29",
  title: "Poland: Electronic Communications Law (PKE)",
  rows: [
    {
      id: "PL-PKE-398",
      appliesTo: ["PL"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Prawo komunikacji elektronicznej Art. 398(1)-(2)",
      verifiedOn,
      source: "statute",
      note:
        "In force since 10 Nov 2024. Protects subscribers and end users, legal persons " +
        "among them. The law took over no exception for customers, so the one of the " +
        "directive does not help here. Whoever hands over an address for the purpose " +
        "consents by that (2).",
    },
    {
      id: "PL-PKE-UNFAIR",
      appliesTo: ["PL"],
      channel: "any",
      rule: "principle",
      params: {
        says: "Writing without consent is an act of unfair competition as well",
      },
      cite: "Prawo komunikacji elektronicznej Art. 398(4)",
      verifiedOn,
      source: "statute",
    },
  ],
};
