import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Greece: unsolicited communication. Used together with the EU pack. */
export const grRules: RulePack = {
  id: "gr",
  version: "2026-11-29",
  title: "Greece: Law 3471/2006",
  rows: [
    {
      id: "GR-3471-11",
      appliesTo: ["GR"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Law 3471/2006 Art. 11(1)",
      verifiedOn,
      source: "statute",
      note: "That legal persons are protected alike was found in one account only.",
    },
    {
      id: "GR-3471-11-3",
      appliesTo: ["GR"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Law 3471/2006 Art. 11(3)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "GR-3471-11-4",
      appliesTo: ["GR"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Law 3471/2006 Art. 11(4)",
      verifiedOn,
      source: "secondary",
      note: "The paragraph was found quoted without its number.",
    },
  ],
};
