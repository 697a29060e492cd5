import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Austria: TKG 2021. Protects companies like people. Used together with the EU pack. */
export const atRules: RulePack = {
  id: "at",
  version: "2026-11-29",
  title: "Austria: TKG 2021 and the ECG list",
  rows: [
    {
      id: "AT-TKG",
      appliesTo: ["AT"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "TKG 2021 § 174(3)",
      verifiedOn,
      source: "statute",
      note:
        "Of any recipient, companies included. The words of § 174(3) were read as others quote " +
        "RIS.",
    },
    {
      id: "AT-TKG-CUSTOMER",
      appliesTo: ["AT"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "TKG 2021 § 174(4) Z 1-3",
      verifiedOn,
      source: "secondary",
      note: "For mail and text messages; not for whoever refused beforehand, see AT-ECG.",
    },
    {
      id: "AT-TKG-CONTENT",
      appliesTo: ["AT"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "TKG 2021 § 174(5)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "AT-ECG",
      appliesTo: ["AT"],
      channel: "email",
      rule: "obligation",
      params: { codes: ["CHECK_ECG_LIST"], classes: ["marketing"], unlessConsent: true },
      cite: "TKG 2021 § 174(4) Z 4; ECG § 7(2)",
      verifiedOn,
      source: "secondary",
      note: "RTR keeps the list, of mail addresses. Who agreed is written to in spite of it.",
    },
    {
      id: "AT-AGE",
      appliesTo: ["AT"],
      channel: "any",
      rule: "principle",
      params: { says: "From 14 on a child agrees itself to services of the information society" },
      cite: "DSG § 4(4); GDPR Art. 8(1)",
      verifiedOn,
      source: "statute",
    },
  ],
};
