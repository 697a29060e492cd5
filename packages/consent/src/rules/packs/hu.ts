import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Hungary: consent of natural persons, customers too. Used together with the EU pack. */
export const huRules: RulePack = {
  id: "hu",
  version: "2026-11-29",
  title: "Hungary: Act XLVIII of 2008 (Grt.)",
  rows: [
    {
      id: "HU-GRT-6",
      appliesTo: ["HU"],
      channel: "any",
      subjects: ["person", "sole_trader", "professional"],
      rule: "consent",
      params: priorConsent,
      cite: "Grt. (Act XLVIII of 2008) s. 6(1)-(2)",
      verifiedOn,
      source: "regulator",
      note:
        "The law knows no exception for customers. A named mailbox at a company is a " +
        "natural person's.",
    },
    {
      id: "HU-GRT-6-CO",
      appliesTo: ["HU"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "Grt. (Act XLVIII of 2008) s. 6(1)",
      verifiedOn,
      source: "secondary",
      note:
        "Section 6 is about natural persons. The central address of a legal person is " +
        "outside it, unless one person alone is behind it, such as a sole trader.",
    },
    {
      id: "HU-GRT-6-5",
      appliesTo: ["HU"],
      channel: "any",
      rule: "proof",
      params: {
        what: "A register of who consented, with name, address and time",
      },
      cite: "Grt. (Act XLVIII of 2008) s. 6(5)",
      verifiedOn,
      source: "regulator",
    },
    {
      id: "HU-EKERTV-14",
      appliesTo: ["HU"],
      channel: "any",
      rule: "principle",
      params: {
        says: "A message whose only aim is to ask for consent is advertising itself",
      },
      cite: "Ekertv. (Act CVIII of 2001) s. 14(2)",
      verifiedOn,
      source: "regulator",
    },
  ],
};
