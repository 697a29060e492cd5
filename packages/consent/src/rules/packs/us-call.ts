import type { RulePack } from "../rule-row.js";
import { anywhere } from "./us-sms.js";

const verifiedOn = "2026-11-30";

/** United States, telephone: live calls by a colleague, under the TSR and the TCPA. */
export const usCallRules: RulePack = {
  id: "us-call",
  version: "2026-11-30",
  title: "United States, telephone calls: TSR and TCPA",
  rows: [
    {
      id: "US-CALL",
      appliesTo: ["US"],
      channel: "call",
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express_written",
        asserted: "evidence",
      },
      cite: "47 CFR 64.1200(c)(2)(ii); 16 CFR 310.4(b)(1)(iii)(B)(1)",
      verifiedOn,
      source: "policy",
      note:
        "Calls are free to numbers outside the National Do Not Call Registry. Whether a number was " +
        "looked up there within 31 days is not known here, so that each is taken for registered. " +
        "States add rules of their own.",
    },
    {
      id: "US-CALL-EBR",
      appliesTo: ["US"],
      channel: "call",
      rule: "implied",
      params: { periods: { sale: "P18M", inquiry: "P3M" } },
      cite: "47 CFR 64.1200(f)(5); 16 CFR 310.2(q), 310.4(b)(1)(iii)(B)(2)",
      verifiedOn,
      source: "secondary",
      note: "An established business relationship. It ends where the person asks not to be called.",
    },
    {
      id: "US-CALL-HOURS",
      appliesTo: ["US"],
      channel: "call",
      rule: "quiet_hours",
      params: { quiet: [{ from: "21:00", to: "08:00" }], zones: anywhere },
      cite: "47 CFR 64.1200(c)(1); 16 CFR 310.4(c)",
      verifiedOn,
      source: "secondary",
    },
  ],
};
