import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";
const readAgain = "2026-11-29";

/** Germany: what its courts ask beyond the directives. Used together with the EU pack. */
export const deRules: RulePack = {
  id: "de",
  version: "2026-11-29",
  title: "Germany: UWG, TDDDG and case law",
  rows: [
    {
      id: "DE-UWG",
      appliesTo: ["DE"],
      channel: "any",
      rule: "consent",
      // An imported claim shows neither the declaration nor the mailbox, so it counts only with a
      // record for each row.
      params: {
        confirmation: "required",
        confirmByGet: "refuse",
        strength: "express",
        asserted: "evidence",
      },
      cite: "UWG § 7(2) Nr. 2; BGH I ZR 164/09, 10.02.2011",
      verifiedOn: readAgain,
      source: "statute",
    },
    {
      id: "DE-UWG-CALL",
      appliesTo: ["DE"],
      channel: "call",
      subjects: ["person"],
      rule: "consent",
      // Whoever types a number into a form has not shown that it is theirs.
      params: {
        confirmation: "required",
        confirmByGet: "refuse",
        strength: "express",
        asserted: "evidence",
      },
      cite: "UWG § 7(2) Nr. 1; BGH I ZR 164/09, 10.02.2011",
      verifiedOn: "2026-11-30",
      source: "secondary",
      note:
        "A mailbox that confirms shows nothing about a number: the number itself is asked, by text " +
        "message, or a signed paper says so.",
    },
    {
      id: "DE-UWG-CALL-TRADE",
      appliesTo: ["DE"],
      channel: "call",
      subjects: ["sole_trader", "professional", "company"],
      rule: "consent",
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "any",
        asserted: "evidence",
      },
      cite: "UWG § 7(2) Nr. 1",
      verifiedOn: "2026-11-30",
      source: "secondary",
    },
    {
      id: "DE-UWG-CALL-PRESUMED",
      appliesTo: ["DE"],
      channel: "call",
      subjects: ["sole_trader", "professional", "company"],
      rule: "implied",
      params: { periods: { contract: "while_it_stands" }, professionalOnly: true },
      cite: "UWG § 7(2) Nr. 1",
      verifiedOn: "2026-11-30",
      source: "policy",
      note:
        "Courts ask for concrete circumstances from which an interest in this very call follows. " +
        "A standing contract, and a purpose declared as relevant to the profession, are the only " +
        "ones taken for such; counsel may know more.",
    },
    {
      id: "DE-UWG-3",
      appliesTo: ["DE"],
      channel: "email",
      rule: "soft_opt_in",
      params: {
        relationships: ["sale"],
        offerAtCollection: true,
        offerInEachMessage: true,
        similarOnly: true,
      },
      cite: "UWG § 7(3) Nr. 1-4",
      verifiedOn: readAgain,
      source: "statute",
    },
    {
      id: "DE-UWG-SENDER",
      appliesTo: ["DE"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "UWG § 7(2) Nr. 3",
      verifiedOn: readAgain,
      source: "statute",
    },
    {
      id: "DE-SILENCE",
      appliesTo: ["DE"],
      channel: "any",
      rule: "principle",
      params: {
        says: "Time alone ends no consent; years without mail may, so set `reviews` of the gate",
      },
      cite: "BGH III ZR 196/17, 01.02.2018, para. 31; AG München 161 C 12736/22, 14.02.2023",
      verifiedOn: readAgain,
      source: "secondary",
      note:
        "The BGH let a clause for at most two years after the contract's end stand; the AG " +
        "found four years without mail, after the account fell idle, to be too long. Neither " +
        "sets a period. Both were read as law firms quote them.",
    },
    {
      id: "DE-PROOF",
      appliesTo: ["DE"],
      channel: "any",
      rule: "proof",
      params: {
        what: "Each concrete declaration in full, printable at any time; an e-mail confirms the mailbox only",
      },
      cite: "BGH I ZR 164/09, 10.02.2011, Ls. b-e",
      verifiedOn,
      source: "court",
    },
    {
      id: "DE-PHONE5",
      appliesTo: ["DE"],
      channel: "call",
      rule: "proof",
      params: {
        what: "Proof of consent to calls, from the grant and after each use",
        keep: "P5Y",
      },
      cite: "UWG § 7a(1)-(2)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "DE-TDDDG",
      appliesTo: ["DE"],
      channel: "any",
      rule: "tracking",
      params: { activities: ["track.open", "track.click"], exemptions: [] },
      cite: "TDDDG § 25",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "DE-MIN",
      appliesTo: ["DE"],
      channel: "any",
      rule: "principle",
      params: {
        says: "Ask for no more than the purpose needs; a form definition refuses to require it",
      },
      cite: "GDPR Art. 5(1)(c), 25",
      verifiedOn,
      source: "secondary",
    },
  ],
};
