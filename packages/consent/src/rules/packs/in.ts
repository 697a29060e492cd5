import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** India, text messages: TRAI. Says nothing of e-mail, where the strictest rules hold. */
export const inRules: RulePack = {
  id: "in",
  version: "2026-11-29",
  title: "India: TRAI rules for commercial texts",
  rows: [
    {
      id: "IN-TCCCPR",
      appliesTo: ["IN"],
      channel: "sms",
      rule: "consent",
      params: priorConsent,
      cite:
        "Telecom Commercial Communications Customer Preference Regulations, 2018, as " +
        "amended 12 Feb 2025",
      verifiedOn,
      source: "secondary",
      note:
        "Explicit consent is registered on the ledger of the access providers. " +
        "Inferred consent is for service messages.",
    },
    {
      id: "IN-TCCCPR-HOURS",
      appliesTo: ["IN"],
      channel: "sms",
      rule: "quiet_hours",
      params: {
        quiet: [{ from: "21:00", to: "09:00" }],
        zones: ["Asia/Kolkata"],
      },
      cite: "Telecom Commercial Communications Customer Preference Regulations, 2018",
      verifiedOn,
      source: "secondary",
      note:
        "From accounts of providers; the regulations let subscribers choose the times " +
        "themselves.",
    },
    {
      id: "IN-TCCCPR-DLT",
      appliesTo: ["IN"],
      channel: "sms",
      rule: "obligation",
      params: {
        codes: ["REGISTERED_SENDER"],
        classes: ["marketing", "service", "transactional"],
      },
      cite: "Telecom Commercial Communications Customer Preference Regulations, 2018",
      verifiedOn,
      source: "secondary",
      note: "Sender, header and template are registered beforehand.",
    },
    {
      id: "IN-TCCCPR-DND",
      appliesTo: ["IN"],
      channel: "sms",
      rule: "obligation",
      params: {
        codes: ["CHECK_DND_REGISTER"],
        classes: ["marketing"],
      },
      cite: "Telecom Commercial Communications Customer Preference Regulations, 2018",
      verifiedOn,
      source: "secondary",
      note:
        "No promotional texts to numbers in the preference register: load it as " +
        "suppressions with the reason registry. Accounts differ on whether consent " +
        "beats it for texts.",
    },
  ],
};
