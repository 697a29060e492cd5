import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Croatia: unsolicited communications. Used together with the EU pack. */
export const hrRules: RulePack = {
  id: "hr",
  version: "2026-11-29",
  title: "Croatia: Electronic Communications Act",
  rows: [
    {
      id: "HR-ZEK-50",
      appliesTo: ["HR"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Zakon o elektroničkim komunikacijama (NN 76/2022) Art. 50",
      verifiedOn,
      source: "secondary",
      note:
        "One account quotes the provision as Art. 50, another names Art. 152 of the " +
        "same act. Named mailboxes at a company are treated as a person's.",
    },
    {
      id: "HR-ZEK-50-CO",
      appliesTo: ["HR"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Zakon o elektroničkim komunikacijama (NN 76/2022) Art. 50",
      verifiedOn,
      source: "secondary",
      note:
        "The provision does not apply to communication to legal persons. One account " +
        "quotes the provision as Art. 50, another names Art. 152 of the same act.",
    },
    {
      id: "HR-ZEK-50-SOFT",
      appliesTo: ["HR"],
      channel: "email",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Zakon o elektroničkim komunikacijama (NN 76/2022) Art. 50",
      verifiedOn,
      source: "secondary",
      note:
        "Speaks of e-mail addresses alone. One account quotes the provision as Art. " +
        "50, another names Art. 152 of the same act.",
    },
  ],
};
