import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Denmark: marketing act. Protects companies like people. Used together with the EU pack. */
export const dkRules: RulePack = {
  id: "dk",
  version: "2026-11-29",
  title: "Denmark: markedsføringsloven",
  rows: [
    {
      id: "DK-MFL",
      appliesTo: ["DK"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Markedsføringsloven § 10(1)",
      verifiedOn,
      source: "statute",
      note: "Anybody: the ombudsman names consumers, businesses and authorities.",
    },
    {
      id: "DK-MFL-CUSTOMER",
      appliesTo: ["DK"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Markedsføringsloven § 10(2)",
      verifiedOn,
      source: "statute",
      note: "Mail addresses and numbers of mobiles, as the ombudsman's guidance of 2010 reads it.",
    },
    {
      id: "DK-MFL-CONTENT",
      appliesTo: ["DK"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Markedsføringsloven § 10(3) Nr. 1, 3, 5",
      verifiedOn,
      source: "statute",
    },
    {
      id: "DK-MFL-TOLD",
      appliesTo: ["DK"],
      channel: "any",
      rule: "principle",
      params: { says: "Who is asked is told first that the consent can be withdrawn" },
      cite: "Markedsføringsloven § 10(1), second sentence",
      verifiedOn,
      source: "statute",
    },
    {
      id: "DK-AGE",
      appliesTo: ["DK"],
      channel: "any",
      rule: "principle",
      params: { says: "From 15 on a child agrees itself to services of the information society" },
      cite: "Databeskyttelsesloven § 6(2); GDPR Art. 8(1)",
      verifiedOn,
      source: "statute",
      note: "13 until 31 December 2023. Consents given before stand.",
    },
  ],
};
