import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/** ePrivacy directive and GDPR, for every member of the EU and EEA. */
export const eu: RulePack = defineRules({
  id: "eu",
  version: "2026-11-21",
  title: "EU: ePrivacy directive and GDPR",
  rows: [
    {
      id: "EU-EP-13",
      appliesTo: ["EU"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "evidence",
      },
      cite: "Directive 2002/58/EC Art. 13(1)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "EU-EP-13-5",
      appliesTo: ["EU"],
      except: ["BG", "EE", "HR", "HU", "LV", "SI", "SK"],
      channel: "any",
      subjects: ["professional", "company"],
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express",
        asserted: "evidence",
      },
      cite: "Directive 2002/58/EC Art. 13(5)",
      verifiedOn,
      source: "policy",
      note:
        "The directive leaves legal persons to the member states. Those that let companies be " +
        "written to have rows of their own and are named in `except`.",
    },
    {
      id: "EU-EP-13-2",
      appliesTo: ["EU"],
      channel: "any",
      rule: "soft_opt_in",
      // "Sale" may be indirectly remunerated: a free account in a freemium offer.
      params: {
        relationships: ["sale"],
        offerAtCollection: true,
        offerInEachMessage: true,
        similarOnly: true,
      },
      cite: "Directive 2002/58/EC Art. 13(2); CJEU C-654/23 Inteligo Media, 13 Nov 2025",
      verifiedOn,
      source: "statute",
    },
    {
      id: "EU-EP-13-4",
      appliesTo: ["EU"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "Directive 2002/58/EC Art. 13(4)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "EU-CONS",
      appliesTo: ["EU"],
      channel: "any",
      rule: "proof",
      params: { what: "Demonstrable, unbundled, granular, and as easy to withdraw as to give" },
      cite: "GDPR Art. 4(11), 7(1)-(4); Rec. 32, 42, 43",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "EU-OBJ",
      appliesTo: ["EU"],
      channel: "any",
      rule: "principle",
      params: {
        says: "An objection to direct marketing is absolute: nothing is weighed against it",
      },
      cite: "GDPR Art. 21(2)-(3)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "EU-OBJ-NOTICE",
      appliesTo: ["EU"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["OBJECTION_NOTICE"], classes: ["marketing"] },
      cite: "GDPR Art. 21(4)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "EU-5-3",
      appliesTo: ["EU"],
      channel: "any",
      rule: "tracking",
      params: { activities: ["track.open", "track.click"], exemptions: [] },
      cite: "Directive 2002/58/EC Art. 5(3); EDPB Guidelines 2/2023",
      verifiedOn,
      source: "statute",
    },
  ],
});
