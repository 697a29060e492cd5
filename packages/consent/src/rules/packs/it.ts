import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/** Italy: the Garante on pixels in mail. Used together with the EU pack. */
export const it: RulePack = defineRules({
  id: "it",
  version: "2026-11-21",
  title: "Italy: Garante on tracking in mail",
  rows: [
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
});
