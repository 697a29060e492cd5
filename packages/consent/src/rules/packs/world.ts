import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/**
 * Holds everywhere: what mailbox providers ask of everybody, and this package's own stand on
 * watching people.
 */
export const worldRules: RulePack = {
  id: "world",
  version: "2026-11-21",
  title: "Mailbox providers, and nobody is watched unasked",
  rows: [
    {
      id: "WORLD-TRACK",
      appliesTo: ["*"],
      channel: "any",
      rule: "tracking",
      params: { activities: ["track.open", "track.click", "profile"], exemptions: [] },
      cite: "Wellsent policy: unknown means do not track; EDPB Guidelines 2/2023",
      verifiedOn,
      source: "policy",
    },
    {
      id: "WORLD-BULK",
      appliesTo: ["*"],
      channel: "email",
      rule: "obligation",
      params: {
        codes: ["LIST_UNSUBSCRIBE_ONE_CLICK", "UNSUBSCRIBE_LINK", "LIST_ID"],
        classes: ["marketing"],
      },
      cite: "Google sender guidelines (answers 14229414, 15263077); RFC 8058; Yahoo sender requirements",
      verifiedOn,
      source: "provider",
    },
    {
      id: "WORLD-BULK-48H",
      appliesTo: ["*"],
      channel: "email",
      rule: "withdrawal",
      params: { within: "P2D" },
      cite: "Google sender guidelines (answer 14229414)",
      verifiedOn,
      source: "provider",
    },
    {
      id: "WORLD-CONFIRM",
      appliesTo: ["*"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["NO_PROMOTIONAL_CONTENT"], classes: ["confirmation_request"] },
      cite: "OLG München 29 U 1682/12",
      verifiedOn,
      source: "court",
    },
    {
      id: "WORLD-SMS-STOP",
      appliesTo: ["*"],
      channel: "sms",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "STOP_KEYWORD"], classes: ["marketing"] },
      cite: "CTIA Messaging Principles and Best Practices",
      verifiedOn,
      source: "provider",
    },
  ],
};
