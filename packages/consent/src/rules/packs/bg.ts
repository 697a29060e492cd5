import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Bulgaria: consumers ask first, companies may refuse. Used together with the EU pack. */
export const bgRules: RulePack = {
  id: "bg",
  version: "2026-11-29",
  title: "Bulgaria: Electronic Commerce and Electronic Communications Acts",
  rows: [
    {
      id: "BG-ZET-6",
      appliesTo: ["BG"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Electronic Commerce Act Art. 6(4); Electronic Communications Act Art. 261(1)",
      verifiedOn,
      source: "statute",
      note:
        "Read: the former. Sole traders and named mailboxes at a company are treated " +
        "as persons.",
    },
    {
      id: "BG-ZET-6-CO-SMS",
      appliesTo: ["BG"],
      channel: "sms",
      subjects: ["company"],
      rule: "consent",
      params: priorConsent,
      cite: "Electronic Communications Act Art. 261(1)",
      verifiedOn,
      source: "secondary",
      note:
        "Whether the article protects legal persons was not found: the register of the " +
        "other act is for e-mail alone.",
    },
    {
      id: "BG-ZET-6-CO",
      appliesTo: ["BG"],
      channel: "email",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Electronic Commerce Act Art. 6(1)-(3)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "BG-ZET-6-3",
      appliesTo: ["BG"],
      channel: "email",
      subjects: ["company"],
      rule: "obligation",
      params: {
        codes: ["CHECK_KZP_REGISTER"],
        classes: ["marketing"],
        unlessConsent: true,
      },
      cite: "Electronic Commerce Act Art. 6(2)-(3)",
      verifiedOn,
      source: "statute",
      note:
        "Addresses of legal persons in the register of the Commission for Consumer " +
        "Protection: load it as suppressions with the reason registry.",
    },
    {
      id: "BG-ZES-261-2",
      appliesTo: ["BG"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Electronic Communications Act Art. 261(2)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "BG-ZET-6-1",
      appliesTo: ["BG"],
      channel: "email",
      rule: "obligation",
      params: {
        codes: ["UNSOLICITED_IDENTIFICATION"],
        classes: ["marketing"],
        unlessConsent: true,
      },
      cite: "Electronic Commerce Act Art. 6(1)",
      verifiedOn,
      source: "statute",
      note: "Without consent the message must be recognizable as unsolicited on arrival.",
    },
  ],
};
