import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Switzerland: UWG. Stands alone: no directive holds there. */
export const chRules: RulePack = {
  id: "ch",
  version: "2026-11-29",
  title: "Switzerland: UWG",
  rows: [
    {
      id: "CH-UWG",
      appliesTo: ["CH"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "UWG (SR 241) Art. 3(1)(o)",
      verifiedOn,
      source: "statute",
      note: "Mass advertising by telecommunication, to people and companies alike.",
    },
    {
      id: "CH-UWG-CUSTOMER",
      appliesTo: ["CH"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "UWG (SR 241) Art. 3(1)(o), second half",
      verifiedOn,
      source: "statute",
      note: "Addresses got in selling goods, works or services, where refusing was pointed out.",
    },
    {
      id: "CH-UWG-CONTENT",
      appliesTo: ["CH"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "OPT_OUT_IN_MESSAGE"], classes: ["marketing"] },
      cite: "UWG (SR 241) Art. 3(1)(o), sender and refusal",
      verifiedOn,
      source: "statute",
    },
  ],
};
