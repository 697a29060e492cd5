import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";
const cite = "Wellsent policy: an unknown jurisdiction takes the strictest rule";

/**
 * For people of whom nobody knows where they are, and for places no installed pack speaks about.
 */
export const strictestRules: RulePack = {
  id: "strictest",
  version: "2026-11-29",
  title: "Unknown jurisdiction",
  rows: [
    {
      id: "STRICTEST-EMAIL",
      appliesTo: ["*"],
      channel: "email",
      rule: "consent",
      params: {
        confirmation: "required",
        confirmByGet: "refuse",
        strength: "express",
        asserted: "refuse",
      },
      cite,
      verifiedOn,
      source: "policy",
    },
    {
      id: "STRICTEST-SMS",
      appliesTo: ["*"],
      channel: "sms",
      rule: "consent",
      params: {
        confirmation: "required",
        confirmByGet: "refuse",
        strength: "express_written",
        asserted: "refuse",
      },
      cite,
      verifiedOn,
      source: "policy",
    },
    {
      id: "STRICTEST-CALL",
      appliesTo: ["*"],
      channel: "call",
      rule: "consent",
      params: {
        confirmation: "required",
        confirmByGet: "refuse",
        strength: "express_written",
        asserted: "refuse",
      },
      cite,
      verifiedOn: "2026-11-30",
      source: "policy",
    },
    {
      id: "STRICTEST-ADDRESS",
      appliesTo: ["*"],
      channel: "email",
      rule: "obligation",
      params: {
        codes: ["POSTAL_ADDRESS", "SENDER_ID", "OBJECTION_NOTICE", "AD_IDENTIFICATION"],
        classes: ["marketing"],
      },
      cite,
      verifiedOn,
      source: "policy",
    },
  ],
};
