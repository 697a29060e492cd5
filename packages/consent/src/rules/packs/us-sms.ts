import { englishStops, readWords } from "../keyword-words.js";
import type { RulePack } from "../rule-row.js";
import { usStateRows } from "./us-states.js";

/** Rows whose source was not read again since. */
const readBefore = "2026-11-21";
const verifiedOn = "2026-11-29";

/**
 * Inhabited zones of the fifty states: where nobody knows better, quiet in one of them is quiet.
 */
export const anywhere: readonly string[] = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
];

/** United States, text messages: TCPA, FCC rules and the states with narrower hours. */
export const usSmsRules: RulePack = {
  id: "us-sms",
  version: "2026-11-29",
  title: "United States, text messages: TCPA and state hours",
  rows: [
    {
      id: "US-TCPA",
      appliesTo: ["US"],
      channel: "sms",
      rule: "consent",
      // The 5th Circuit lets spoken consent suffice (Bradford v. Sovereign Pest, 2026): a split, so
      // the default stays.
      params: {
        confirmation: "optional",
        confirmByGet: "accept",
        strength: "express_written",
        asserted: "evidence",
      },
      cite: "47 U.S.C. 227(b); 47 CFR 64.1200(a)(2), (f)(9)",
      verifiedOn: readBefore,
      source: "statute",
    },
    {
      id: "US-TCPA-DNC",
      appliesTo: ["US"],
      channel: "sms",
      rule: "principle",
      params: {
        says:
          "A signed agreement to be texted by this seller at this number beats the do-not-call " +
          "register, until it is revoked",
      },
      cite: "47 CFR 64.1200(c)(2)(ii), (e), (f)(15)(i)",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "US-TCPA-REV",
      appliesTo: ["US"],
      channel: "sms",
      rule: "withdrawal",
      params: {
        within: "P10BD",
        words: readWords(englishStops),
        // The waiver ends on this day, unless the FCC extends it or changes the rule.
        stopsAllFrom: "2027-01-31",
      },
      cite: "47 CFR 64.1200(a)(10)-(11); FCC DA 26-12 (6 Jan 2026)",
      verifiedOn,
      source: "statute",
      note:
        "Seven words revoke per se; others as a reasonable person would understand them, so " +
        "the list is longer. DA 26-12 waives the duty to apply a revocation to unrelated " +
        "messages. From its end on, earlier revocations are read as of all messages too: " +
        "stricter than a rule for new ones alone.",
    },
    {
      id: "US-TCPA-REV-ANSWER",
      appliesTo: ["US"],
      channel: "sms",
      rule: "principle",
      params: {
        says:
          "One text may confirm a revocation, within five minutes and without advertising; " +
          "where several kinds were agreed to it may ask which are meant, and no answer means " +
          "all",
      },
      cite: "47 CFR 64.1200(a)(12)",
      verifiedOn,
      source: "statute",
      note: "`confirmStop` makes what is sent so. It does not ask back which kinds are meant.",
    },
    {
      id: "US-TCPA-PROOF",
      appliesTo: ["US"],
      channel: "sms",
      rule: "proof",
      params: {
        what:
          "The written agreement, counted from the last text sent under it: so long anybody " +
          "may sue over that text",
        keep: "P4Y",
      },
      cite: "28 U.S.C. 1658(a); Giovanniello v. ALM Media, 726 F.3d 106 (2d Cir. 2013)",
      verifiedOn,
      source: "statute",
      note:
        "The section was read in quotation, the judgment as others report it. Class actions " +
        "may toll the period.",
    },
    {
      id: "US-QUIET",
      appliesTo: ["US"],
      channel: "sms",
      rule: "quiet_hours",
      params: { quiet: [{ from: "21:00", to: "08:00" }], zones: anywhere },
      cite: "47 CFR 64.1200(c)(1), (e)",
      verifiedOn,
      source: "statute",
      note:
        "Solicitations exclude what somebody invited, (f)(15)(i); whether that frees consented " +
        "texts is litigated and before the FCC (petition of 3 Mar 2025), so the hours are " +
        "kept.",
    },
    ...usStateRows,
  ],
};
