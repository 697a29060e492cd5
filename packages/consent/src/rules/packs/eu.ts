import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-21";
const readAgain = "2026-11-29";

/** ePrivacy directive and GDPR, for every member of the EU and EEA. */
export const eu: RulePack = defineRules({
  id: "eu",
  version: "2026-11-29",
  title: "EU: ePrivacy directive and GDPR",
  rows: [
    {
      id: "EU-EP-13",
      appliesTo: ["EU"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: priorConsent,
      cite: "Directive 2002/58/EC Art. 13(1)",
      verifiedOn: readAgain,
      source: "statute",
    },
    {
      id: "EU-EP-13-5",
      appliesTo: ["EU"],
      except: [
        "BE",
        "BG",
        "EE",
        "FI",
        "FR",
        "HR",
        "HU",
        "IE",
        "LV",
        "NL",
        "NO",
        "PT",
        "SE",
        "SI",
        "SK",
      ],
      channel: "any",
      subjects: ["professional", "company"],
      rule: "consent",
      params: priorConsent,
      cite: "Directive 2002/58/EC Art. 13(5)",
      verifiedOn: readAgain,
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
      params: forCustomers,
      cite: "Directive 2002/58/EC Art. 13(2); CJEU C-654/23 Inteligo Media, 13 Nov 2025",
      verifiedOn,
      source: "statute",
    },
    {
      id: "EU-EP-13-2-ES",
      appliesTo: ["ES"],
      channel: "any",
      rule: "soft_opt_in",
      // Lets Spain's own exception for contracts through, and nothing more.
      params: { ...forCustomers, relationships: ["contract"] },
      cite: "Directive 2002/58/EC Art. 13(2), as LSSI Art. 21.2 transposes it",
      verifiedOn: readAgain,
      source: "statute",
    },
    {
      id: "EU-EP-13-4",
      appliesTo: ["EU"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "Directive 2002/58/EC Art. 13(4)",
      verifiedOn: readAgain,
      source: "statute",
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
      id: "EU-AD",
      appliesTo: ["EU"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["AD_IDENTIFICATION"], classes: ["marketing"] },
      cite: "Directive 2000/31/EC Art. 6(a), 7(1)",
      verifiedOn: readAgain,
      source: "secondary",
      note: "Recognizable as advertising. Art. 7(1) and the German words of Art. 6(a) were read.",
    },
    {
      id: "EU-AGE",
      appliesTo: ["EU"],
      channel: "any",
      rule: "principle",
      params: {
        says:
          "Below 16 a parent agrees to services of the information society, unless the member's " +
          "law sets a lower age, of 13 at least",
      },
      cite: "GDPR Art. 8(1)",
      verifiedOn: readAgain,
      source: "statute",
      note: "National ages are rows of their own where a source was found.",
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
