import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-21";
const readAgain = "2026-11-29";

/** Italy: Codice Privacy. Protects companies like people. Used together with the EU pack. */
export const itRules: RulePack = {
  id: "it",
  version: "2026-11-29",
  title: "Italy: Codice Privacy Art. 130 and Garante on tracking in mail",
  rows: [
    {
      id: "IT-130",
      appliesTo: ["IT"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Codice Privacy Art. 130(1)-(2)",
      verifiedOn: readAgain,
      source: "statute",
      note: "Of the contracting party, which may be a legal person (Art. 121), or user.",
    },
    {
      id: "IT-130-4",
      appliesTo: ["IT"],
      channel: "email",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Codice Privacy Art. 130(4)",
      verifiedOn: readAgain,
      source: "statute",
      note: "Mail addresses only: text messages need consent whatever was bought.",
    },
    {
      id: "IT-130-5",
      appliesTo: ["IT"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "Codice Privacy Art. 130(5)",
      verifiedOn: readAgain,
      source: "statute",
    },
    {
      id: "IT-AGE",
      appliesTo: ["IT"],
      channel: "any",
      rule: "principle",
      params: { says: "From 14 on a child agrees itself to services of the information society" },
      cite: "Codice Privacy Art. 2-quinquies(1); GDPR Art. 8(1)",
      verifiedOn: readAgain,
      source: "statute",
    },
    {
      id: "IT-PIX",
      appliesTo: ["IT"],
      channel: "email",
      rule: "tracking",
      params: { activities: ["track.open", "track.click"], exemptions: [] },
      cite: "Garante Provv. 284, 17 Apr 2026, doc. 10241943; Codice Privacy Art. 122",
      verifiedOn,
      source: "secondary",
    },
  ],
};
