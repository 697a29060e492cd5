import { defineRules } from "../define-rules.js";
import type { RulePack, RuleRow } from "../rule-row.js";

const verifiedOn = "2026-11-21";

const eastern = "America/New_York";
const central = "America/Chicago";

/**
 * Inhabited zones of the fifty states: where nobody knows better, quiet in one of them is quiet.
 */
const anywhere = [
  eastern,
  central,
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
];

type Quiet = RuleRow<"quiet_hours">["params"]["quiet"];

const night = (from: string, to: string): Quiet => [{ from, to }];

const stateHours = (
  state: string,
  quiet: Quiet,
  zones: readonly string[],
  cite: string,
  source: RuleRow["source"],
): RuleRow => ({
  id: `US-ST-QUIET-${state}`,
  appliesTo: [`US-${state}`],
  channel: "sms",
  rule: "quiet_hours",
  params: { quiet, zones },
  cite,
  verifiedOn,
  source,
});

const vendors =
  "Vendor tables of state telemarketing hours; verify with counsel before relying on it";

/** United States, text messages: TCPA, FCC rules and the states with narrower hours. */
export const usSms: RulePack = defineRules({
  id: "us-sms",
  version: "2026-11-21",
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
      verifiedOn,
      source: "statute",
    },
    {
      id: "US-TCPA-REV",
      appliesTo: ["US"],
      channel: "sms",
      rule: "withdrawal",
      params: {
        within: "P10BD",
        words: ["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"],
      },
      cite: "47 CFR 64.1200(a)(10)-(12); FCC DA 26-12",
      verifiedOn,
      source: "statute",
    },
    {
      id: "US-QUIET",
      appliesTo: ["US"],
      channel: "sms",
      rule: "quiet_hours",
      params: { quiet: night("21:00", "08:00"), zones: anywhere },
      cite: "47 CFR 64.1200(c)(1)",
      verifiedOn,
      source: "secondary",
    },
    stateHours(
      "FL",
      night("20:00", "08:00"),
      [eastern, central],
      "Fla. Stat. 501.616(6)(a)",
      "statute",
    ),
    {
      id: "US-ST-FREQ-FL",
      appliesTo: ["US-FL"],
      channel: "sms",
      rule: "frequency",
      params: { max: 3, per: "PT24H" },
      cite: "Fla. Stat. 501.616(6)(b)",
      verifiedOn,
      source: "statute",
    },
    stateHours(
      "TX",
      [
        { from: "21:00", to: "24:00" },
        { from: "00:00", to: "09:00", days: ["mon", "tue", "wed", "thu", "fri", "sat"] },
        { from: "00:00", to: "12:00", days: ["sun"] },
      ],
      [central, "America/Denver"],
      "Tex. Bus. & Com. Code 301.051",
      "secondary",
    ),
    stateHours("CT", night("20:00", "09:00"), [eastern], vendors, "secondary"),
    stateHours("OK", night("20:00", "08:00"), [central], vendors, "secondary"),
    stateHours("MD", night("20:00", "08:00"), [eastern], vendors, "secondary"),
    stateHours("MS", night("20:00", "08:00"), [central], vendors, "secondary"),
    stateHours("NJ", night("20:00", "08:00"), [eastern], vendors, "secondary"),
    stateHours(
      "RI",
      [
        { from: "18:00", to: "24:00", days: ["mon", "tue", "wed", "thu", "fri"] },
        { from: "00:00", to: "09:00", days: ["mon", "tue", "wed", "thu", "fri"] },
        { from: "17:00", to: "24:00", days: ["sat", "sun"] },
        { from: "00:00", to: "10:00", days: ["sat", "sun"] },
      ],
      [eastern],
      vendors,
      "secondary",
    ),
  ],
});
