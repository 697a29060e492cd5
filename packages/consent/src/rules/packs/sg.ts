import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Singapore: personal data, the do-not-call register and bulk messages. */
export const sgRules: RulePack = {
  id: "sg",
  version: "2026-11-29",
  title: "Singapore: PDPA and Spam Control Act",
  rows: [
    {
      id: "SG-PDPA-13",
      appliesTo: ["SG"],
      channel: "email",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: { ...priorConsent, strength: "any" },
      cite: "Personal Data Protection Act 2012 s. 13, 14",
      verifiedOn,
      source: "statute",
      note: "Deemed consent (s. 15, 15A) is recorded as a grant of strength implied.",
    },
    {
      id: "SG-SCA-EMAIL",
      appliesTo: ["SG"],
      channel: "email",
      subjects: ["professional", "company"],
      rule: "opt_out",
      params: {},
      cite: "Spam Control Act 2007 s. 5, 11; Personal Data Protection Act 2012 s. 4(5)",
      verifiedOn,
      source: "statute",
      note: "Business contact information is outside the parts on consent.",
    },
    {
      id: "SG-DNC-43",
      appliesTo: ["SG"],
      channel: "sms",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: { ...priorConsent, strength: "express_written" },
      cite: "Personal Data Protection Act 2012 s. 43",
      verifiedOn,
      source: "secondary",
      note:
        "Clear and unambiguous consent in written or other accessible form. Without it " +
        "the do-not-call register would have to be checked; the package knows no check " +
        "that the number is not in it.",
    },
    {
      id: "SG-DNC-ONGOING",
      appliesTo: ["SG"],
      channel: "sms",
      subjects: ["person", "sole_trader"],
      rule: "implied",
      params: {
        periods: { contract: "while_it_stands", membership: "while_it_stands" },
      },
      cite: "Personal Data Protection Act 2012 Eighth Schedule",
      verifiedOn,
      source: "secondary",
      note:
        "An ongoing relationship, about its subject alone; a single purchase is none. " +
        "From accounts of the commission's guidelines, revised in 2021.",
    },
    {
      id: "SG-DNC-B2B",
      appliesTo: ["SG"],
      channel: "sms",
      subjects: ["professional", "company"],
      rule: "opt_out",
      params: {},
      cite: "Personal Data Protection Act 2012 s. 37, Eighth Schedule",
      verifiedOn,
      source: "secondary",
      note: "Messages between businesses are no specified messages.",
    },
    {
      id: "SG-PDPA-44",
      appliesTo: ["SG"],
      channel: "sms",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID"],
        classes: ["marketing"],
      },
      cite: "Personal Data Protection Act 2012 s. 44",
      verifiedOn,
      source: "statute",
      note: "Valid for 30 days after the message at least.",
    },
    {
      id: "SG-SCA-SCH2",
      appliesTo: ["SG"],
      bindsSenders: true,
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
        unlessConsent: true,
      },
      cite: "Spam Control Act 2007 s. 7(2)(a)-(b), 11, Second Schedule para. 2",
      verifiedOn,
      source: "statute",
      note: "For messages in bulk that were not asked for.",
    },
    {
      id: "SG-SCA-ADV",
      appliesTo: ["SG"],
      bindsSenders: true,
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["AD_LABEL_SG"],
        classes: ["marketing"],
        unlessConsent: true,
      },
      cite: "Spam Control Act 2007 s. 11, Second Schedule",
      verifiedOn,
      source: "regulator",
      note: "<ADV> and a space before the subject, or first in a text.",
    },
    {
      id: "SG-SCA-UNSUB",
      appliesTo: ["SG"],
      bindsSenders: true,
      channel: "any",
      rule: "withdrawal",
      params: {
        within: "P10BD",
      },
      cite: "Spam Control Act 2007 s. 5(3)",
      verifiedOn,
      source: "statute",
      note: "Read in the bill of 2007.",
    },
  ],
};
