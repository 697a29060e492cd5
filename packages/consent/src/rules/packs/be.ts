import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Belgium: book XII of the code of economic law. Used together with the EU pack. */
export const beRules: RulePack = {
  id: "be",
  version: "2026-11-29",
  title: "Belgium: code of economic law and royal decree of 4 April 2003",
  rows: [
    {
      id: "BE-CDE",
      appliesTo: ["BE"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "CDE Art. XII.13 § 1",
      verifiedOn,
      source: "statute",
      note:
        "An address that names somebody at a company is personal, says the report on the " +
        "decree. The text of 2013 was read; the sender proves that it was asked for (§ 4).",
    },
    {
      id: "BE-CDE-SMS",
      appliesTo: ["BE"],
      channel: "sms",
      subjects: ["company"],
      rule: "consent",
      params: priorConsent,
      cite: "CDE Art. XII.13 § 1; arrêté royal 4 April 2003 Art. 1(2)",
      verifiedOn,
      source: "secondary",
      note: "Whether a number can be impersonal is open; the stricter reading.",
    },
    {
      id: "BE-AR-CUSTOMER",
      appliesTo: ["BE"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Arrêté royal 4 April 2003 Art. 1(1)",
      verifiedOn,
      source: "statute",
      note: "Customers, natural or legal persons, who gave the address themselves with a sale.",
    },
    {
      id: "BE-AR-IMPERSONAL",
      appliesTo: ["BE"],
      channel: "email",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Arrêté royal 4 April 2003 Art. 1(2)",
      verifiedOn,
      source: "statute",
      note: "Legal persons at impersonal addresses such as info@, customers or not (FPS Economy).",
    },
    {
      id: "BE-CDE-CONTENT",
      appliesTo: ["BE"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "OBJECTION_NOTICE", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "CDE Art. XII.12, XII.13 § 2",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "BE-AR-ACK",
      appliesTo: ["BE"],
      channel: "email",
      rule: "principle",
      params: { says: "Whoever leaves gets an acknowledgement by mail within a reasonable time" },
      cite: "Arrêté royal 4 April 2003 Art. 2",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "BE-AGE",
      appliesTo: ["BE"],
      channel: "any",
      rule: "principle",
      params: { says: "From 13 on a child agrees itself to services of the information society" },
      cite: "Loi 30 July 2018 Art. 7; GDPR Art. 8(1)",
      verifiedOn,
      source: "secondary",
    },
  ],
};
