import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Latvia: commercial communications. Used together with the EU pack. */
export const lvRules: RulePack = {
  id: "lv",
  version: "2026-11-29",
  title: "Latvia: Law on Information Society Services",
  rows: [
    {
      id: "LV-ISPL-9",
      appliesTo: ["LV"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Informācijas sabiedrības pakalpojumu likums Art. 9(1)",
      verifiedOn,
      source: "regulator",
      note: "Named mailboxes at a company are treated as a person's.",
    },
    {
      id: "LV-ISPL-9-CO",
      appliesTo: ["LV"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Informācijas sabiedrības pakalpojumu likums Art. 9(4)",
      verifiedOn,
      source: "regulator",
      note: "The inspectorate lets messages go to addresses of legal persons without " + "consent.",
    },
    {
      id: "LV-ISPL-9-2",
      appliesTo: ["LV"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Informācijas sabiedrības pakalpojumu likums Art. 9(2)",
      verifiedOn,
      source: "regulator",
      note:
        "The inspectorate names the paragraph; its conditions were taken from an " +
        "account of it.",
    },
    {
      id: "LV-ISPL-8",
      appliesTo: ["LV"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Informācijas sabiedrības pakalpojumu likums Art. 8, 9(4)",
      verifiedOn,
      source: "regulator",
    },
  ],
};
