import type { SubjectKind } from "../../src/entries/ledger.js";
import type { Step, Timeline } from "./run-timelines.js";

const when = "2026-11-24T15:00Z";
const before = "2026-05-01T12:00Z";

function whose(
  place: string,
  kind: SubjectKind,
  expected: string,
  source: string,
  more: Partial<Timeline> = {},
): Timeline {
  return {
    title: `${kind} shown${more.organization === undefined ? "" : " about the profession"}${
      more.channel === undefined ? "" : ` ${more.channel}`
    }`,
    places: [place],
    source,
    reviewed: true,
    steps: [[before, "described", { kind }]],
    asks: [[when, expected]],
    ...more,
  };
}

function claimed(place: string, kind: SubjectKind, source: string): Timeline {
  return {
    title: `${kind} only claimed`,
    places: [place],
    source,
    reviewed: true,
    organization: { professional: ["marketing"] },
    steps: [[before, "said to be", { kind }]],
    asks: [[when, "NO_CONSENT"]],
  };
}

const work = { organization: { professional: ["marketing"] } };
const optOut = "allowed: opt_out_regime";
const minor: Partial<Timeline> = {
  flags: ["minor"],
  steps: [
    [before, "asked"],
    ["2026-05-01T13:00Z", "confirmed"],
  ],
};

/** Companies, traders, people at work and children. */
export const people: readonly Timeline[] = [
  whose("GB", "company", optOut, "PECR reg. 22(1)"),
  whose("GB", "professional", optOut, "PECR reg. 22(1), 2(1)"),
  whose("GB", "sole_trader", "NO_CONSENT", "PECR reg. 2(1): sole traders are individuals", work),
  whose("FR", "company", optOut, "CPCE Art. L34-5: natural persons only"),
  whose("FR", "professional", optOut, "CNIL on prospecting between professionals", work),
  whose("FR", "professional", "OPT_OUT_NOT_PROFESSIONAL", "the same"),
  whose("FR", "professional", "NO_CONSENT", "CPCE Art. L34-5(1)", { ...work, channel: "sms" }),
  whose("DE", "company", "NO_CONSENT", "UWG § 7(2) Nr. 2: any market participant", work),
  whose("IT", "company", "NO_CONSENT", "Codice Privacy Art. 121, 130", work),
  whose("ES", "company", "NO_CONSENT", "LSSI annex (d), Art. 21.1", work),
  whose("PL", "company", "NO_CONSENT", "PKE Art. 398(1)", work),
  whose("AT", "company", "NO_CONSENT", "TKG 2021 § 174(3)", work),
  whose("DK", "company", "NO_CONSENT", "Markedsføringsloven § 10", work),
  whose(
    "MT",
    "company",
    "NO_CONSENT",
    "Directive 2002/58/EC Art. 13(5): no row, so protected",
    work,
  ),
  whose("IE", "professional", optOut, "SI 336/2011 reg. 13(2)", work),
  whose("IE", "professional", "NO_CONSENT", "SI 336/2011 reg. 13(2)"),
  claimed("GB", "company", "PECR reg. 22(1): who widens shows it"),
  claimed("FR", "company", "CPCE Art. L34-5"),
  claimed("IE", "professional", "SI 336/2011 reg. 13(2)"),
  {
    title: "a company shown, then said to be a person",
    places: ["GB"],
    source: "PECR reg. 22: the stricter word needs no proof",
    reviewed: true,
    steps: [
      [before, "described", { kind: "company" }],
      ["2026-06-01T12:00Z", "said to be", { kind: "person" }],
    ],
    asks: [
      ["2026-05-15T12:00Z", optOut],
      [when, "NO_CONSENT"],
    ],
  },
  {
    title: "a company that said no, then bought",
    places: ["GB"],
    source: "UK GDPR Art. 21(2)",
    reviewed: true,
    steps: [
      [before, "described", { kind: "company" }],
      ["2026-06-01T12:00Z", "withdrew everything"],
      ["2026-07-01T12:00Z", "sale", { offered: true }],
    ],
    asks: [[when, "WITHDRAWN"]],
  },
  ...(["DE", "GB", "US-NY", "BR", "CA-QC"] as const).map(
    (place): Timeline => ({
      ...whose(place, "person", "SUBJECT_MINOR", "GDPR Art. 8; P-39.1 s.4.1", minor),
      title: "a child's confirmed opt-in",
    }),
  ),
  {
    ...whose("GB", "person", "allowed: service_message", "GDPR Art. 8", {
      ...minor,
      messageClass: "transactional",
    }),
    title: "a child's receipt",
  },
  ...(["NL", "GB", "IT", "CA", "FR", "ES"] as const).flatMap((place): readonly Timeline[] => {
    const source = "GDPR Art. 7(1); CASL s.13: the sender shows it";
    const told = (what: "imported" | "imported with evidence"): readonly Step[] => [[before, what]];
    return [
      {
        title: "imported without evidence",
        places: [place],
        source,
        reviewed: true,
        steps: told("imported"),
        asks: [[when, "CONSENT_WITHOUT_EVIDENCE"]],
      },
      {
        title: "imported with evidence",
        places: [place],
        source,
        reviewed: true,
        steps: told("imported with evidence"),
        asks: [[when, "allowed: consent_asserted"]],
      },
    ];
  }),
];

function texted(place: string, zone: string, source: string, asks: Timeline["asks"]): Timeline {
  return {
    title: `texts in ${zone}`,
    places: [place],
    source,
    reviewed: true,
    channel: "sms",
    zones: [zone],
    steps: [
      ["2026-01-05T15:00Z", "agreed in writing"],
      ["2026-01-05T16:00Z", "asked"],
      ["2026-01-05T17:00Z", "confirmed"],
    ],
    asks,
  };
}

const federal = "47 CFR 64.1200(c)(1): 8 to 21 at the called party";

/** The wall clock of the person decides, on the day the clocks change as well. */
export const hours: readonly Timeline[] = [
  texted("US-NY", "America/New_York", federal, [
    // Summer time ends on 1 November 2026, begins on 14 March 2027.
    ["2026-10-31T11:59:59.999Z", "QUIET_HOURS"],
    ["2026-10-31T12:00:00.000Z", "allowed"],
    ["2026-11-01T00:59:59.999Z", "allowed"],
    ["2026-11-01T01:00:00.000Z", "QUIET_HOURS"],
    ["2026-11-01T12:59:59.999Z", "QUIET_HOURS"],
    ["2026-11-01T13:00:00.000Z", "allowed"],
    ["2027-03-14T11:59:59.999Z", "QUIET_HOURS"],
    ["2027-03-14T12:00:00.000Z", "allowed"],
    ["2027-03-15T00:59:59.999Z", "allowed"],
    ["2027-03-15T01:00:00.000Z", "QUIET_HOURS"],
  ]),
  texted("US-AZ", "America/Phoenix", `${federal}; Arizona keeps its clocks`, [
    ["2026-07-01T14:59:59.999Z", "QUIET_HOURS"],
    ["2026-07-01T15:00:00.000Z", "allowed"],
    ["2026-12-01T14:59:59.999Z", "QUIET_HOURS"],
    ["2026-12-01T15:00:00.000Z", "allowed"],
  ]),
  texted("US-FL", "America/New_York", "Fla. Stat. 501.616(6)(a): until 20", [
    ["2026-07-01T23:59:59.999Z", "allowed"],
    ["2026-07-02T00:00:00.000Z", "QUIET_HOURS"],
  ]),
  // The panhandle is an hour behind: the person's own zone counts.
  texted("US-FL", "America/Chicago", "Fla. Stat. 501.616(6)(a): the called person's zone", [
    ["2026-07-02T00:59:59.999Z", "allowed"],
    ["2026-07-02T01:00:00.000Z", "QUIET_HOURS"],
  ]),
  texted("KR", "Asia/Seoul", "Network Act Art. 50(3): 21 to 8", [
    ["2026-07-01T11:59:59.999Z", "allowed"],
    ["2026-07-01T12:00:00.000Z", "QUIET_HOURS"],
    ["2026-07-01T22:59:59.999Z", "QUIET_HOURS"],
    ["2026-07-01T23:00:00.000Z", "allowed"],
  ]),
  texted("IN", "Asia/Kolkata", "TCCCPR 2018, as accounts put it", [
    ["2026-07-01T03:29:59.999Z", "QUIET_HOURS"],
    ["2026-07-01T03:30:00.000Z", "allowed"],
  ]),
  {
    ...texted("US-NY", "nobody knows", `${federal}; quiet anywhere is quiet`, [
      ["2026-12-01T17:59:59.999Z", "QUIET_HOURS"],
      ["2026-12-01T18:00:00.000Z", "allowed"],
      ["2026-12-02T01:59:59.999Z", "allowed"],
      ["2026-12-02T02:00:00.000Z", "QUIET_HOURS"],
    ]),
    zones: [],
  },
  {
    ...texted(
      "US-RI",
      "America/New_York",
      "R.I. Gen. Laws 5-61-2(2); a receipt is no solicitation",
      [["2026-12-06T17:00Z", "allowed"]],
    ),
    title: "a receipt on a Sunday",
    messageClass: "transactional",
    purpose: "orders",
  },
];
