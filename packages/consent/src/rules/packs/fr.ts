import type { RulePack } from "../rule-row.js";
import { forCustomers, priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** France: L34-5, and the CNIL on pixels in mail. Used together with the EU pack. */
export const frRules: RulePack = {
  id: "fr",
  version: "2026-11-29",
  title: "France: CPCE L34-5 and CNIL on tracking in mail",
  rows: [
    {
      id: "FR-L34-5",
      appliesTo: ["FR"],
      channel: "any",
      subjects: ["person", "sole_trader"],
      rule: "consent",
      params: priorConsent,
      cite: "CPCE Art. L34-5(1)",
      verifiedOn,
      source: "statute",
      note:
        "Conseil constitutionnel 2026-1210 QPC ends some paragraphs on 31 October 2027: those " +
        "on who punishes, it is said.",
    },
    {
      id: "FR-L34-5-WORK-SMS",
      appliesTo: ["FR"],
      channel: "sms",
      subjects: ["professional"],
      rule: "consent",
      params: priorConsent,
      cite: "CPCE Art. L34-5(1), text messages",
      verifiedOn,
      source: "statute",
      note: "What the CNIL allows towards people at work it says of mail addresses.",
    },
    {
      id: "FR-CNIL-WORK",
      appliesTo: ["FR"],
      channel: "email",
      subjects: ["professional"],
      rule: "opt_out",
      params: { professionalOnly: true },
      cite: "CPCE Art. L34-5(1); CNIL on prospecting by mail, B2B",
      verifiedOn,
      source: "regulator",
      note:
        "Told when the address is collected, able to object, and about their profession: " +
        "legitimate interest. Whether sole traders fall under it is open; they are treated as " +
        "people.",
    },
    {
      id: "FR-CNIL-CORP",
      appliesTo: ["FR"],
      channel: "any",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
      cite: "CPCE Art. L34-5(1), natural persons only",
      verifiedOn,
      source: "statute",
      note: "Generic addresses such as contact@ concern legal persons (CNIL).",
    },
    {
      id: "FR-L34-5-CUSTOMER",
      appliesTo: ["FR"],
      channel: "any",
      rule: "soft_opt_in",
      params: forCustomers,
      cite: "CPCE Art. L34-5(4)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "FR-L34-5-CONTENT",
      appliesTo: ["FR"],
      channel: "any",
      rule: "obligation",
      params: { codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], classes: ["marketing"] },
      cite: "CPCE Art. L34-5(5)",
      verifiedOn,
      source: "statute",
      note: "Nor may the subject be unrelated to what is offered. To companies as well.",
    },
    {
      id: "FR-CNIL-TOLD",
      appliesTo: ["FR"],
      channel: "email",
      subjects: ["professional"],
      rule: "principle",
      params: { says: "People at work are told of advertising when their address is collected" },
      cite: "CNIL on prospecting by mail between professionals",
      verifiedOn,
      source: "regulator",
    },
    {
      id: "FR-AGE",
      appliesTo: ["FR"],
      channel: "any",
      rule: "principle",
      params: { says: "From 15 on a child agrees itself to services of the information society" },
      cite: "Loi Informatique et Libertés Art. 45 (before 2019: 7-1); GDPR Art. 8(1)",
      verifiedOn,
      source: "secondary",
      note: "Below it the child and a parent agree together. Read under its number before 2019.",
    },
    {
      id: "FR-PIX",
      appliesTo: ["FR"],
      channel: "email",
      rule: "tracking",
      params: {
        activities: ["track.open"],
        exemptions: [
          {
            name: "authentication_security",
            purposes: ["service.security"],
            obligations: ["PIXEL_FOR_SECURITY_ONLY"],
          },
          {
            name: "deliverability",
            claimed: true,
            classes: ["transactional"],
            obligations: ["KEEP_LAST_OPEN_DAY_ONLY"],
          },
        ],
      },
      cite: "CNIL délibération 2026-042, 12 Mar 2026; Loi Informatique et Libertés Art. 82",
      verifiedOn,
      source: "secondary",
      note:
        "Deliverability in transactional or consented mail alone, to find addresses that nobody " +
        "reads: the day of the last opening is kept, not the hour, and the next one takes its " +
        "place. Read in accounts of the text (nomosparis.com, postmastery.com, " +
        "captainverify.com). Mail to customers without consent is no consented mail.",
    },
    {
      id: "FR-PIX-LINK",
      appliesTo: ["FR"],
      channel: "email",
      rule: "obligation",
      params: { codes: ["TRACKING_OPT_OUT_LINK"], classes: ["marketing", "service"] },
      cite: "CNIL délibération 2026-042, 12 Mar 2026",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "FR-PIX-REASK",
      appliesTo: ["FR"],
      channel: "email",
      rule: "reask",
      params: { after: "P6M", activities: ["track.open", "track.click"] },
      cite: "CNIL délibération 2026-042, 12 Mar 2026",
      verifiedOn: "2026-11-21",
      source: "secondary",
    },
  ],
};
