import type { Scenario } from "./run-scenarios.js";

/** A text to somebody who agreed in writing, at a moment on their own clock. */
function text(
  state: string,
  timeZone: string,
  at: string,
  expected: Scenario["expected"],
  source: string,
  more: Partial<Scenario> = {},
): Scenario {
  return {
    place: state === "" ? "US" : `US-${state}`,
    channel: "sms",
    situation: "written opt-in",
    expected,
    at,
    timeZone,
    source,
    reviewed: true,
    ...(expected === "refused" ? { codes: ["QUIET_HOURS"], rows: [`US-ST-QUIET-${state}`] } : {}),
    ...more,
  };
}

const eastern = "America/New_York";
const central = "America/Chicago";
const mountain = "America/Denver";
const pacific = "America/Los_Angeles";

const capped = { obligations: ["MAX_3_PER_PT24H"] } as const;

/** Hours, days and caps of the states. */
const stateTexts: readonly Scenario[] = [
  text("NY", eastern, "2026-12-01T20:59-05:00", "allowed", "47 CFR 64.1200(c)(1)", {
    free: ["MAX_3_PER_PT24H"],
  }),
  text("NY", eastern, "2026-12-01T21:00-05:00", "refused", "47 CFR 64.1200(c)(1)", {
    rows: ["US-QUIET"],
  }),
  text("NY", eastern, "2026-12-06T12:00-05:00", "allowed", "47 CFR 64.1200(c)(1)"),
  text("AL", central, "2026-12-01T19:59-06:00", "allowed", "Ala. Admin. Code 770-X-5-.17"),
  text("AL", central, "2026-12-01T20:00-06:00", "refused", "Ala. Admin. Code 770-X-5-.17"),
  text("AL", central, "2026-12-06T12:00-06:00", "refused", "Ala. Admin. Code 770-X-5-.17"),
  // Confederate Memorial Day.
  text("AL", central, "2027-04-26T12:00-05:00", "refused", "Ala. Code 1-3-8"),
  text("CT", eastern, "2026-12-01T08:59-05:00", "refused", "Conn. Gen. Stat. 42-288a(c)"),
  text("CT", eastern, "2026-12-01T09:00-05:00", "allowed", "Conn. Gen. Stat. 42-288a(c)"),
  text("FL", eastern, "2026-12-01T19:59-05:00", "allowed", "Fla. Stat. 501.616(6)(b)", capped),
  text("FL", eastern, "2026-12-01T20:00-05:00", "refused", "Fla. Stat. 501.616(6)(a)"),
  text("KY", eastern, "2026-12-01T09:59-05:00", "refused", "KRS 367.46955(16)"),
  text("KY", eastern, "2026-12-01T10:00-05:00", "allowed", "KRS 367.46955(16)"),
  // Mardi Gras.
  text("LA", central, "2027-02-09T12:00-06:00", "refused", "La. R.S. 1:55(A)(1)"),
  text("LA", central, "2027-02-10T12:00-06:00", "allowed", "LPSC General Order R-29617"),
  text("LA", central, "2026-12-06T12:00-06:00", "refused", "LPSC General Order R-29617"),
  text("LA", central, "2026-12-01T07:59-06:00", "refused", "LPSC General Order R-29617"),
  text("MA", eastern, "2026-12-01T19:59-05:00", "allowed", "201 CMR 12.02(2)"),
  text("MA", eastern, "2026-12-01T20:00-05:00", "refused", "201 CMR 12.02(2)"),
  text("MD", eastern, "2026-12-01T19:59-05:00", "allowed", "Md. Com. Law 14-4502(c)", capped),
  text("MD", eastern, "2026-12-01T20:00-05:00", "refused", "Md. Com. Law 14-4502(c)"),
  text("MI", eastern, "2026-12-01T08:59-05:00", "refused", "MCL 750.540e(1)(f)"),
  text("MI", eastern, "2026-12-01T09:00-05:00", "allowed", "MCL 750.540e(1)(f)"),
  text("MN", central, "2026-12-01T08:59-06:00", "refused", "Minn. Stat. 325E.30"),
  text("MN", central, "2026-12-01T09:00-06:00", "allowed", "Minn. Stat. 325E.30"),
  text("MS", central, "2026-12-06T12:00-06:00", "refused", "Miss. Code 77-3-723(1)"),
  // Holidays are free since 2023.
  text("MS", central, "2027-01-01T12:00-06:00", "allowed", "Miss. Code 77-3-723(1)"),
  text("MS", central, "2026-12-01T20:00-06:00", "refused", "Miss. Code 77-3-723(1)"),
  text("NJ", eastern, "2026-12-01T20:30-05:00", "allowed", "N.J.S.A. 56:8-128(d)"),
  text("NJ", eastern, "2026-12-01T21:00-05:00", "refused", "N.J.S.A. 56:8-128(d)"),
  text("NM", mountain, "2026-12-01T08:59-07:00", "refused", "N.M. Stat. 57-12-22(B)(5)"),
  text("NM", mountain, "2026-12-01T09:00-07:00", "allowed", "N.M. Stat. 57-12-22(B)(5)"),
  text("OK", central, "2026-12-01T19:59-06:00", "allowed", "15 O.S. 775C.4", capped),
  text("OK", central, "2026-12-01T20:00-06:00", "refused", "15 O.S. 775C.4"),
  text("OR", pacific, "2026-12-01T19:59-08:00", "allowed", "ORS 646.563(1)(b)", capped),
  text("OR", pacific, "2026-12-01T20:00-08:00", "refused", "ORS 646.563(1)(b)"),
  text("PA", eastern, "2026-12-01T18:59-05:00", "allowed", "Act 47 of 2026"),
  text("PA", eastern, "2026-12-01T19:00-05:00", "refused", "Act 47 of 2026"),
  text("PA", eastern, "2026-12-06T12:00-05:00", "refused", "Act 47 of 2026"),
  // Flag Day.
  text("PA", eastern, "2027-06-14T12:00-04:00", "refused", "44 P.S. 11; 73 P.S. 2245(a)(10)"),
  text("RI", eastern, "2026-12-01T17:59-05:00", "allowed", "R.I. Gen. Laws 5-61-2(2)"),
  text("RI", eastern, "2026-12-01T18:00-05:00", "refused", "R.I. Gen. Laws 5-61-2(2)"),
  text("RI", eastern, "2026-12-05T16:59-05:00", "allowed", "R.I. Gen. Laws 5-61-2(2)"),
  text("RI", eastern, "2026-12-05T17:00-05:00", "refused", "R.I. Gen. Laws 5-61-2(2)"),
  text("RI", eastern, "2026-12-06T12:00-05:00", "refused", "R.I. Gen. Laws 5-61-2(2)"),
  // Victory Day, and the day of a general election.
  text("RI", eastern, "2027-08-09T12:00-04:00", "refused", "R.I. Gen. Laws 25-1-1"),
  text("RI", eastern, "2028-11-07T12:00-05:00", "refused", "R.I. Gen. Laws 25-1-1"),
  text("TX", central, "2026-12-06T11:59-06:00", "refused", "Tex. Bus. & Com. Code 301.051"),
  text("TX", central, "2026-12-06T12:00-06:00", "allowed", "Tex. Bus. & Com. Code 301.051"),
  text("TX", central, "2026-12-05T08:59-06:00", "refused", "Tex. Bus. & Com. Code 301.051"),
  text("UT", mountain, "2026-12-06T12:00-07:00", "allowed", "Utah Code 13-25a-103(3)"),
  text("WA", pacific, "2026-12-01T19:59-08:00", "allowed", "RCW 19.158.040(2)"),
  text("WA", pacific, "2026-12-01T20:00-08:00", "refused", "RCW 19.158.040(2)"),
  text("WY", mountain, "2026-12-01T19:59-07:00", "allowed", "Wyo. Stat. 40-12-302(d)"),
  text("WY", mountain, "2026-12-01T20:00-07:00", "refused", "Wyo. Stat. 40-12-302(d)"),
];

const tcpa = {
  place: "US-NY",
  channel: "sms",
  timeZone: eastern,
  reviewed: true,
} as const;
const order = { messageClass: "transactional", purpose: "orders" } as const;
const revoked = { ...tcpa, source: "47 CFR 64.1200(a)(10); DA 26-12" } as const;
/** Past the end of the waiver. */
const later = "2027-02-01T12:00-05:00";

/** Consent to texts, and its end. */
const texts: readonly Scenario[] = [
  {
    ...tcpa,
    situation: "written opt-in",
    expected: "allowed",
    basis: "consent",
    obligations: ["SENDER_ID", "STOP_KEYWORD"],
    source: "47 CFR 64.1200(a)(2)",
  },
  {
    ...tcpa,
    situation: "single opt-in",
    expected: "refused",
    codes: ["CONSENT_NOT_WRITTEN"],
    rows: ["US-TCPA"],
    source: "47 CFR 64.1200(f)(9)",
  },
  {
    ...tcpa,
    situation: "sale with offer",
    expected: "refused",
    codes: ["NO_CONSENT"],
    rows: ["US-TCPA"],
    source: "47 CFR 64.1200(a)(2)",
  },
  { ...revoked, situation: "STOP", expected: "refused", codes: ["STOPPED"] },
  { ...revoked, situation: "STOP", ...order, expected: "allowed" },
  { ...revoked, situation: "STOP", ...order, messageClass: "service", expected: "allowed" },
  { ...revoked, situation: "STOP", ...order, at: later, expected: "refused", codes: ["STOPPED"] },
  {
    ...revoked,
    situation: "STOP to the newsletter",
    expected: "refused",
    codes: ["STOPPED"],
  },
  { ...revoked, situation: "STOP to the newsletter", ...order, expected: "allowed" },
  { ...revoked, situation: "STOP to another programme", expected: "allowed", basis: "consent" },
  {
    ...revoked,
    situation: "STOP to another programme",
    at: later,
    expected: "refused",
    codes: ["STOPPED"],
  },
];

const canSpam = { place: "US-NY", channel: "email", reviewed: true } as const;
const contents = ["POSTAL_ADDRESS", "UNSUBSCRIBE_LINK"] as const;
const label = "15 U.S.C. 7704(a)(5)(B)";

/** Mail to the United States. */
const mail: readonly Scenario[] = [
  {
    ...canSpam,
    situation: "nothing known",
    expected: "allowed",
    basis: "opt_out_regime",
    obligations: [...contents, "AD_IDENTIFICATION"],
    source: "15 U.S.C. 7704(a)(5)(A)",
  },
  {
    ...canSpam,
    situation: "single opt-in",
    expected: "allowed",
    basis: "consent",
    obligations: contents,
    free: ["AD_IDENTIFICATION"],
    source: label,
  },
  {
    ...canSpam,
    situation: "import with evidence",
    expected: "allowed",
    obligations: contents,
    free: ["AD_IDENTIFICATION"],
    source: label,
  },
  {
    ...canSpam,
    situation: "import without evidence",
    expected: "allowed",
    obligations: [...contents, "AD_IDENTIFICATION"],
    source: label,
  },
  {
    ...canSpam,
    situation: "sale with offer",
    expected: "allowed",
    basis: "opt_out_regime",
    obligations: ["AD_IDENTIFICATION"],
    source: label,
  },
  {
    ...canSpam,
    situation: "nothing known",
    messageClass: "transactional",
    expected: "allowed",
    free: [...contents, "AD_IDENTIFICATION"],
    source: "16 CFR 316.3",
  },
  {
    ...canSpam,
    situation: "withdrawn",
    expected: "refused",
    codes: ["WITHDRAWN"],
    source: "15 U.S.C. 7704(a)(4)",
  },
  {
    ...canSpam,
    situation: "said no",
    expected: "refused",
    codes: ["WITHDRAWN"],
    source: "15 U.S.C. 7704(a)(4)",
  },
  {
    ...canSpam,
    place: "US-CA",
    situation: "nothing known",
    expected: "allowed",
    obligations: ["DO_NOT_SELL_LINK"],
    source: "Cal. Civ. Code 1798.135",
  },
];

const casl = { place: "CA", channel: "email", reviewed: true } as const;
const identified = ["SENDER_ID", "POSTAL_ADDRESS", "CONTACT_DETAILS", "UNSUBSCRIBE_LINK"] as const;

/** Canada. */
const canada: readonly Scenario[] = [
  {
    ...casl,
    situation: "single opt-in",
    expected: "allowed",
    basis: "consent",
    obligations: identified,
    source: "CASL s.6(1)(a), 10(1)",
  },
  {
    ...casl,
    situation: "nothing known",
    expected: "refused",
    codes: ["NO_CONSENT", "IMPLIED_CONSENT_NO_RELATIONSHIP"],
    rows: ["CA-CASL-EX", "CA-CASL-IM"],
    source: "CASL s.6(1)(a)",
  },
  {
    ...casl,
    situation: "nothing known",
    messageClass: "transactional",
    purpose: "orders",
    expected: "allowed",
    obligations: identified,
    source: "CASL s.6(6)",
  },
  {
    ...casl,
    situation: "nothing known",
    messageClass: "service",
    purpose: "account",
    expected: "allowed",
    obligations: identified,
    source: "CASL s.6(6)",
  },
  {
    ...casl,
    situation: "confirmed by GET",
    expected: "refused",
    codes: ["CONSENT_CONFIRMED_BY_GET"],
    rows: ["CA-CASL-EX"],
    source: "CASL s.13",
  },
  {
    ...casl,
    situation: "import without evidence",
    expected: "refused",
    codes: ["CONSENT_WITHOUT_EVIDENCE"],
    source: "CASL s.13",
  },
  {
    ...casl,
    situation: "sale without offer",
    expected: "allowed",
    basis: "implied_consent",
    source: "CASL s.10(10)(a)",
  },
  {
    ...casl,
    situation: "sale long ago",
    expected: "refused",
    codes: ["IMPLIED_CONSENT_EXPIRED"],
    source: "CASL s.10(10)(a)",
  },
  {
    ...casl,
    situation: "inquiry",
    expected: "allowed",
    basis: "implied_consent",
    source: "CASL s.10(10)(e)",
  },
  {
    ...casl,
    situation: "inquiry long ago",
    expected: "refused",
    codes: ["IMPLIED_CONSENT_EXPIRED"],
    source: "CASL s.10(10)(e)",
  },
  {
    ...casl,
    situation: "donation",
    organization: { kind: "charity" },
    expected: "allowed",
    source: "CASL s.10(13)(a)",
  },
  {
    ...casl,
    situation: "donation",
    expected: "refused",
    codes: ["IMPLIED_CONSENT_OTHER_SENDER"],
    rows: ["CA-CASL-IM-GIFT"],
    source: "CASL s.10(13)(a)",
  },
  {
    ...casl,
    situation: "membership",
    organization: { kind: "club" },
    expected: "allowed",
    source: "CASL s.10(13)(c)",
  },
  {
    ...casl,
    situation: "membership",
    expected: "refused",
    codes: ["IMPLIED_CONSENT_OTHER_SENDER"],
    rows: ["CA-CASL-IM-MEMBER"],
    source: "CASL s.10(13)(c)",
  },
  {
    ...casl,
    situation: "published address",
    subject: "professional",
    organization: { professional: ["marketing"] },
    expected: "allowed",
    source: "CASL s.10(9)(b)",
  },
  {
    ...casl,
    situation: "published address",
    subject: "professional",
    expected: "refused",
    codes: ["IMPLIED_CONSENT_NOT_PROFESSIONAL"],
    rows: ["CA-CASL-IM-BUSINESS"],
    source: "CASL s.10(9)(b)",
  },
  {
    ...casl,
    channel: "sms",
    situation: "STOP to another programme",
    messageClass: "transactional",
    purpose: "orders",
    expected: "refused",
    codes: ["STOPPED"],
    source: "No rule of Canada's lets a STOP end less than all texts",
    reviewed: false,
  },
];

/** The United States and Canada. */
export const america: readonly Scenario[] = [...stateTexts, ...texts, ...mail, ...canada];
