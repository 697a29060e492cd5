import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Estonia: contact data in direct marketing. Used together with the EU pack. */
export const eeRules: RulePack = {
  id: "ee",
  version: "2026-11-29",
  title: "Estonia: Electronic Communications Act (ESS)",
  rows: [
    {
      id: "EE-ESS-103",
      appliesTo: ["EE"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: priorConsent,
      cite: "Elektroonilise side seadus § 103¹(1)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "EE-ESS-103-2",
      appliesTo: ["EE"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Elektroonilise side seadus § 103¹(2)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "EE-ESS-103-2-PRO",
      appliesTo: ["EE"],
      channel: "any",
      subjects: ["professional"],
      rule: "opt_out",
      params: {
        professionalOnly: true,
      },
      cite: "Elektroonilise side seadus § 103¹(2)",
      verifiedOn,
      source: "secondary",
      note:
        "A named mailbox counts as the company's where the offer concerns its business " +
        "and the person decides on such things, by accounts of the inspectorate's " +
        "guidance.",
    },
    {
      id: "EE-ESS-103-3",
      appliesTo: ["EE"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Elektroonilise side seadus § 103¹(3)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "EE-ESS-103-4",
      appliesTo: ["EE"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Elektroonilise side seadus § 103¹(2), (4)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "EE-ESS-103-5",
      appliesTo: ["EE"],
      channel: "any",
      rule: "proof",
      params: {
        what: "The burden of proof is on whoever the marketing is made for",
      },
      cite: "Elektroonilise side seadus § 103¹(5)",
      verifiedOn,
      source: "regulator",
    },
  ],
};
