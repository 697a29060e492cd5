import type { RuleRow } from "../rule-row.js";
import {
  alabamaHolidays,
  louisianaHolidays,
  pennsylvaniaHolidays,
  rhodeIslandHolidays,
} from "./us-holidays.js";

const verifiedOn = "2026-11-29";

const eastern = "America/New_York";
const central = "America/Chicago";
const mountain = "America/Denver";
const pacific = "America/Los_Angeles";

type Quiet = RuleRow<"quiet_hours">["params"]["quiet"];

function night(from: string, to: string): Quiet {
  return [{ from, to }];
}
const sundays: Quiet = [{ from: "00:00", to: "24:00", days: ["sun"] }];
function closed(dates: readonly string[]): Quiet {
  return [{ from: "00:00", to: "24:00", days: ["sun"], dates }];
}

const weekdays = ["mon", "tue", "wed", "thu", "fri"] as const;

interface Read {
  readonly zones: readonly string[];
  readonly cite: string;
  readonly source: RuleRow["source"];
  readonly note?: string;
}

function hours(state: string, quiet: Quiet, { zones, ...read }: Read): RuleRow {
  return {
    id: `US-ST-QUIET-${state}`,
    appliesTo: [`US-${state}`],
    channel: "sms",
    rule: "quiet_hours",
    params: { quiet, zones },
    ...read,
    verifiedOn,
  };
}

function threeADay(state: string, read: Omit<Read, "zones">): RuleRow {
  return {
    id: `US-ST-FREQ-${state}`,
    appliesTo: [`US-${state}`],
    channel: "sms",
    rule: "frequency",
    params: { max: 3, per: "PT24H" },
    ...read,
    verifiedOn,
  };
}

function principle(state: string, says: string, cite: string, source: RuleRow["source"]): RuleRow {
  return {
    id: `US-ST-CONSENT-${state}`,
    appliesTo: [`US-${state}`],
    channel: "sms",
    rule: "principle",
    params: { says },
    cite,
    verifiedOn,
    source,
  };
}

const sameMatter = "Counts texts on the same subject matter, whatever number they come from.";
const residential =
  "The text names residences; the FCC takes a wireless number for one, so texts keep the hours.";
const quoted = "The operative words were read as others quote them, not on the state's own site.";

/**
 * States with hours narrower than 47 CFR 64.1200(c)(1), with days on which nobody solicits, or with
 * a cap. Whether they bind texts that somebody agreed to in writing is mostly open: here they do.
 */
export const usStateRows: readonly RuleRow[] = [
  hours("AL", [...night("20:00", "08:00"), ...closed(alabamaHolidays)], {
    zones: [central],
    cite: "Ala. Admin. Code r. 770-X-5-.17(1)(b), (2)(b); holidays: Ala. Code 1-3-8",
    source: "statute",
    note: "A rule of the Public Service Commission, which may reach telephone utilities alone.",
  }),
  hours("CT", night("20:00", "09:00"), {
    zones: [eastern],
    cite: "Conn. Gen. Stat. 42-288a(c)",
    source: "statute",
    note: quoted,
  }),
  hours("FL", night("20:00", "08:00"), {
    zones: [eastern, central],
    cite: "Fla. Stat. 501.616(6)(a)",
    source: "statute",
  }),
  threeADay("FL", { cite: "Fla. Stat. 501.616(6)(b)", source: "statute", note: sameMatter }),
  hours("KY", night("21:00", "10:00"), {
    zones: [eastern, central],
    cite: "KRS 367.46955(16)",
    source: "statute",
    note: `${residential} ${quoted}`,
  }),
  hours("LA", [...night("20:00", "08:00"), ...closed(louisianaHolidays)], {
    zones: [central],
    cite:
      "La. Pub. Serv. Comm'n General Order R-29617 § V(A)(1)-(2); holidays: La. R.S. " +
      "1:55(A)(1)",
    source: "secondary",
    note:
      "Binds where a consent or an earlier purchase exempts from the register as well. In a " +
      "state of emergency all solicitation may end: the commission's page says when.",
  }),
  hours("MA", night("20:00", "08:00"), {
    zones: [eastern],
    cite: "M.G.L. c. 159C § 3; 201 CMR 12.02(2)",
    source: "statute",
  }),
  hours("MD", night("20:00", "08:00"), {
    zones: [eastern],
    cite: "Md. Code, Com. Law 14-4502(c)",
    source: "statute",
    note: quoted,
  }),
  threeADay("MD", {
    cite: "Md. Code, Com. Law 14-4502(c)(2)",
    source: "secondary",
    note: sameMatter,
  }),
  hours("MI", night("21:00", "09:00"), {
    zones: [eastern, central],
    cite: "MCL 750.540e(1)(f)",
    source: "statute",
    note: `Of unsolicited calls, in a section on malicious ones. ${quoted}`,
  }),
  hours("MN", night("21:00", "09:00"), {
    zones: [central],
    cite: "Minn. Stat. 325E.30, 325E.26",
    source: "secondary",
    note: residential,
  }),
  hours("MS", [...night("20:00", "08:00"), ...sundays], {
    zones: [central],
    cite: "Miss. Code 77-3-723(1), 77-3-705",
    source: "statute",
    note:
      "Central Standard Time in the text; read as the person's clock. Holidays are free since " +
      "the commission's rule was repealed (2023 HB 1225).",
  }),
  hours("NJ", night("21:00", "08:00"), {
    zones: [eastern],
    cite: "N.J.S.A. 56:8-128(d)",
    source: "statute",
    note: "As long as the federal hours: tables of vendors that end them at eight are wrong.",
  }),
  hours("NM", night("21:00", "09:00"), {
    zones: [mountain],
    cite: "N.M. Stat. 57-12-22(B)(5)",
    source: "statute",
  }),
  hours("OK", night("20:00", "08:00"), {
    zones: [central],
    cite: "15 O.S. 775C.4",
    source: "secondary",
  }),
  threeADay("OK", { cite: "15 O.S. 775C.4", source: "secondary", note: sameMatter }),
  hours("OR", night("20:00", "08:00"), {
    zones: [pacific, mountain],
    cite: "ORS 646.563(1)(b), 646.561, as amended by Oregon Laws 2025 ch. 580 (HB 3865)",
    source: "statute",
    note:
      "Names text messages; not after a purchase within 18 months, which this row does not " +
      `look at. ${quoted}`,
  }),
  threeADay("OR", {
    cite: "ORS 646.563(1)(b), as amended by Oregon Laws 2025 ch. 580 (HB 3865)",
    source: "statute",
    note: `Not after a purchase within 18 months. ${quoted}`,
  }),
  hours("PA", [...night("19:00", "09:00"), ...closed(pennsylvaniaHolidays)], {
    zones: [eastern],
    cite:
      "73 P.S. 2245(a), as amended by Act 47 of 2026 (SB 992), in force 18 Oct 2026; holidays: " +
      "44 P.S. 11",
    source: "secondary",
    note: "Names text messages. Before the amendment from nine to eight, and Sundays free.",
  }),
  hours(
    "RI",
    [
      { from: "18:00", to: "24:00", days: weekdays },
      { from: "00:00", to: "09:00", days: weekdays },
      { from: "17:00", to: "24:00", days: ["sat"] },
      { from: "00:00", to: "10:00", days: ["sat"] },
      ...closed(rhodeIslandHolidays),
    ],
    {
      zones: [eastern],
      cite: "R.I. Gen. Laws 5-61-3.6(a), 5-61-2(2); holidays: 25-1-1, 5 U.S.C. 6103",
      source: "statute",
      note:
        "Of unsolicited calls to residential, mobile or paging numbers. The definition lists " +
        "no hours for Sundays.",
    },
  ),
  hours(
    "TX",
    [
      { from: "21:00", to: "24:00" },
      { from: "00:00", to: "09:00", days: [...weekdays, "sat"] },
      { from: "00:00", to: "12:00", days: ["sun"] },
    ],
    {
      zones: [central, mountain],
      cite: "Tex. Bus. & Com. Code 301.051(b)(2)",
      source: "secondary",
      note:
        "Not in answer to a request of the person, nor to a customer; this row looks at " +
        `neither. ${residential}`,
    },
  ),
  hours("WA", night("20:00", "08:00"), {
    zones: [pacific],
    cite: "RCW 19.158.040(2)",
    source: "statute",
  }),
  hours("WY", night("20:00", "08:00"), {
    zones: [mountain],
    cite: "Wyo. Stat. 40-12-302(d)",
    source: "statute",
    note: quoted,
  }),
  principle(
    "AZ",
    "No unsolicited sales text to a mobile number at any hour: the written consent that " +
      "US-TCPA asks for makes it a solicited one",
    "A.R.S. 44-1278(B)(3)",
    "secondary",
  ),
  principle(
    "UT",
    "Without prior express consent no solicitation from nine to eight, on Sundays or on " +
      "legal holidays: the written consent that US-TCPA asks for is one",
    "Utah Code 13-25a-103(3)",
    "statute",
  ),
  principle(
    "VA",
    "Without prior consent no solicitation from nine to eight: the written consent that " +
      "US-TCPA asks for is one",
    "Va. Code 59.1-511",
    "statute",
  ),
];
