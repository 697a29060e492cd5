import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Spain: LSSI. Protects companies like people. Used together with the EU pack. */
export const esRules: RulePack = {
  id: "es",
  version: "2026-11-29",
  title: "Spain: LSSI and LOPDGDD",
  rows: [
    {
      id: "ES-LSSI",
      appliesTo: ["ES"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "LSSI Art. 21.1",
      verifiedOn,
      source: "statute",
      note: "Recipients are natural and legal persons, for professional ends or not (annex (d)).",
    },
    {
      id: "ES-LSSI-CUSTOMER",
      appliesTo: ["ES"],
      channel: "any",
      rule: "soft_opt_in",
      params: { ...forCustomers, relationships: ["sale", "contract"] },
      cite: "LSSI Art. 21.2",
      verifiedOn,
      source: "statute",
      note:
        "A contract that came before, of whatever kind, and similar things of the own company. " +
        "What ends short of a contract is not enough.",
    },
    {
      id: "ES-LSSI-MARK",
      appliesTo: ["ES"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "LSSI Art. 20.1, 21.2, 22.1",
      verifiedOn,
      source: "statute",
    },
    {
      id: "ES-ROBINSON",
      appliesTo: ["ES"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["CHECK_ROBINSON_LIST"], classes: ["marketing"], unlessConsent: true },
      cite: "LOPDGDD Art. 23.4",
      verifiedOn,
      source: "secondary",
      note: "Some accounts spare customers as well; the stricter reading.",
    },
    {
      id: "ES-AGE",
      appliesTo: ["ES"],
      channel: "any",
      rule: "principle",
      params: { says: "From 14 on a child agrees itself to the processing of its data" },
      cite: "LOPDGDD Art. 7.1; GDPR Art. 8(1)",
      verifiedOn,
      source: "statute",
    },
  ],
};
