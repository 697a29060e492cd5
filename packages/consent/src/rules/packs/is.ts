import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Iceland: telecommunications act. Used together with the EU pack, which holds in the EEA. */
export const isRules: RulePack = {
  id: "is",
  version: "2026-11-29",
  title: "Iceland: fjarskiptalög",
  rows: [
    {
      id: "IS-94",
      appliesTo: ["IS"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Lög um fjarskipti 70/2022 94. gr.",
      verifiedOn,
      source: "regulator",
      note:
        "Fjarskiptastofa names texts and mail. Accounts differ on whether a fourth paragraph " +
        "frees companies' general addresses: the stricter reading.",
    },
    {
      id: "IS-94-CUSTOMER",
      appliesTo: ["IS"],
      channel: "email",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "Lög um fjarskipti 70/2022 94. gr., exception for customers",
      verifiedOn,
      source: "secondary",
      note:
        "The words read are those of 46. gr. of the act before (81/2003), which spoke of mail " +
        "addresses only.",
    },
    {
      id: "IS-94-CONTENT",
      appliesTo: ["IS"],
      channel: "email",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "POSTAL_ADDRESS"], classes: ["marketing"] },
      cite: "Lög um fjarskipti 70/2022 94. gr., name and address",
      verifiedOn,
      source: "secondary",
      note: "From 46. gr. of the act before (81/2003): name and address of whoever advertises.",
    },
  ],
};
