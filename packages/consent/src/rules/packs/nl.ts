import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Netherlands: Telecommunicatiewet. Used together with the EU pack. */
export const nlRules: RulePack = {
  id: "nl",
  version: "2026-11-29",
  title: "Netherlands: Telecommunicatiewet",
  rows: [
    {
      id: "NL-TW",
      appliesTo: ["NL"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Telecommunicatiewet Art. 11.7(1)",
      verifiedOn,
      source: "statute",
      note:
        "As in Stb. 2021, 103 and quoted from the version of 15 August 2026: every end user, " +
        "legal persons since 1 October 2009; the sender must be able to show it.",
    },
    {
      id: "NL-TW-CUSTOMER",
      appliesTo: ["NL"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Telecommunicatiewet Art. 11.7, exception for customers",
      verifiedOn,
      source: "secondary",
      note: "The number of the paragraph since 2021 was not found.",
    },
    {
      id: "NL-TW-PUBLISHED",
      appliesTo: ["NL"],
      channel: "email",
      subjects: ["professional", "company"],
      rule: "implied",
      params: { periods: { published: "while_it_stands" } },
      cite: "Telecommunicatiewet Art. 11.7(3)(a)",
      verifiedOn,
      source: "statute",
      note:
        "Legal persons and people in their profession who published the address for such " +
        "messages: record `published` for that alone. An ordinary info@ is not enough, says " +
        "the memorandum (Kamerstuk 35421, 3). Sole traders stay under Art. 13(1) of the " +
        "directive here.",
    },
    {
      id: "NL-TW-CONTENT",
      appliesTo: ["NL"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "Telecommunicatiewet Art. 11.7(7)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "NL-AGE",
      appliesTo: ["NL"],
      channel: "any",
      rule: "principle",
      params: { says: "From 16 on a child agrees itself to services of the information society" },
      cite: "GDPR Art. 8(1)",
      verifiedOn,
      source: "secondary",
      note: "Dutch law sets no lower age: UAVG Art. 5 is for what Art. 8 does not cover.",
    },
  ],
};
