import type { Timeline } from "./run-timelines.js";

const unwaived = "47 CFR 64.1200(a)(10); DA 26-12: until 31 January 2027";
const agreedToTexts = [["2026-10-01T15:00Z", "agreed in writing"]] as const;

/** STOP, and what comes after a no. */
export const refusals: readonly Timeline[] = [
  {
    title: "STOP to offers ends the newsletter only with the waiver",
    places: ["US-NY"],
    source: unwaived,
    reviewed: true,
    channel: "sms",
    zones: ["America/New_York"],
    steps: [...agreedToTexts, ["2026-12-01T15:00Z", "STOP", { answered: "marketing.offers" }]],
    asks: [
      ["2026-12-01T15:00Z", "allowed: consent"],
      ["2027-01-30T20:00Z", "allowed: consent"],
      ["2027-01-31T15:00Z", "STOPPED"],
    ],
  },
  {
    title: "STOP to the newsletter ends it at once",
    places: ["US-NY"],
    source: unwaived,
    reviewed: true,
    channel: "sms",
    zones: ["America/New_York"],
    steps: [...agreedToTexts, ["2026-12-01T15:00Z", "STOP", { answered: "marketing.newsletter" }]],
    asks: [
      ["2026-12-01T14:59Z", "allowed: consent"],
      ["2026-12-01T15:00Z", "STOPPED"],
    ],
  },
  {
    title: "STOP where it may be Canada as well ends everything",
    places: ["US-NY", "CA"],
    source: "The waiver is of the FCC's rule alone",
    reviewed: true,
    channel: "sms",
    zones: ["America/New_York"],
    steps: [...agreedToTexts, ["2026-12-01T15:00Z", "STOP", { answered: "marketing.offers" }]],
    asks: [["2026-12-02T15:00Z", "STOPPED"]],
  },
  {
    title: "order texts after a STOP to nothing known",
    places: ["US-NY"],
    source: unwaived,
    reviewed: true,
    channel: "sms",
    zones: ["America/New_York"],
    messageClass: "transactional",
    purpose: "orders",
    steps: [...agreedToTexts, ["2026-12-01T15:00Z", "STOP"]],
    asks: [
      ["2027-01-30T20:00Z", "allowed: service_message"],
      ["2027-01-31T15:00Z", "STOPPED"],
    ],
  },
  ...["DE", "GB", "US-NY", "CA", "AU", "BR", "IE"].map(
    (place): Timeline => ({
      title: "withdrew, then bought again",
      places: [place],
      source:
        "Directive 2002/58 Art. 13(2), CASL s.10(9), CAN-SPAM 7704(a)(4): a no outlives a sale",
      reviewed: true,
      steps: [
        ["2026-01-10T12:00Z", "asked"],
        ["2026-01-10T13:00Z", "confirmed"],
        ["2026-03-01T12:00Z", "withdrew"],
        ["2026-04-01T12:00Z", "sale", { offered: true }],
      ],
      asks: [
        ["2026-02-01T12:00Z", "allowed: consent"],
        ["2026-04-02T12:00Z", "WITHDRAWN"],
      ],
    }),
  ),
  {
    title: "an import lifts no withdrawal, however well shown",
    places: ["NL"],
    source: "GDPR Art. 7(3)",
    reviewed: true,
    steps: [
      ["2026-03-01T12:00Z", "withdrew everything"],
      ["2026-04-01T12:00Z", "imported with evidence"],
    ],
    refused: ["DENIED_BEFORE"],
    asks: [["2026-04-02T12:00Z", "WITHDRAWN"]],
  },
  {
    title: "the mailbox lifts its own withdrawal",
    places: ["NL"],
    source: "GDPR Art. 7",
    reviewed: true,
    steps: [
      ["2026-03-01T12:00Z", "withdrew everything"],
      ["2026-04-01T12:00Z", "asked"],
      ["2026-04-01T13:00Z", "confirmed"],
    ],
    asks: [
      ["2026-04-01T12:30Z", "WITHDRAWN"],
      ["2026-04-01T13:00Z", "allowed: consent"],
    ],
  },
];

const bought = [["2026-06-01T12:00Z", "sale", { offered: true }]] as const;
const when = "2026-11-24T15:00Z";

/** One person and several laws: who moved, or may be in any of several places. */
export const severalLaws: readonly Timeline[] = [
  {
    title: "a customer who moved from Britain to Poland",
    places: ["GB", "PL"],
    source: "PKE Art. 398: no exception for customers",
    reviewed: true,
    steps: bought,
    asks: [[when, "NO_CONSENT"]],
  },
  {
    title: "a customer in Britain or Germany",
    places: ["GB", "DE"],
    source: "PECR reg. 22(3); UWG § 7(3)",
    reviewed: true,
    steps: bought,
    asks: [[when, "allowed: soft_opt_in"]],
  },
  {
    title: "a customer in Canada or New York",
    places: ["CA", "US-NY"],
    source: "CASL s.10(10)(a); 15 U.S.C. 7704",
    reviewed: true,
    steps: bought,
    asks: [
      [when, "allowed: opt_out_regime"],
      ["2028-06-01T00:00Z", "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "somebody in New York or nowhere known",
    places: ["US-NY", "ZZ"],
    source: "An unknown place takes the strictest rule",
    reviewed: true,
    steps: [["2026-06-01T12:00Z", "agreed"]],
    asks: [[when, "CONSENT_UNCONFIRMED"]],
  },
  {
    title: "a single opt-in of a Briton who may be in Germany",
    places: ["GB", "DE"],
    source: "BGH I ZR 164/09",
    reviewed: true,
    steps: [["2026-06-01T12:00Z", "agreed"]],
    asks: [[when, "CONSENT_UNCONFIRMED"]],
  },
  {
    title: "a single opt-in of a Briton",
    places: ["GB"],
    source: "PECR reg. 22(2)",
    reviewed: true,
    steps: [["2026-06-01T12:00Z", "agreed"]],
    asks: [[when, "allowed: consent"]],
  },
  ...(["", "EU", "ZZ", "PR", "IM", "GP"] as const).map(
    (place): Timeline => ({
      title: "a customer of whom no more is known",
      places: place === "" ? [] : [place],
      source:
        "An unknown place takes the strictest rule: islands and territories are none of these",
      reviewed: true,
      steps: bought,
      asks: [[when, "NO_CONSENT"]],
    }),
  ),
  {
    title: "an Australian sender to a New Yorker",
    places: ["US-NY"],
    source: "Spam Act 2003 (Cth) s. 7(b)(ii), 16(1)",
    reviewed: true,
    organization: { home: ["AU"] },
    steps: [["2026-06-01T12:00Z", "agreed"]],
    asks: [
      ["2026-05-01T12:00Z", "NO_CONSENT"],
      [when, "allowed: consent"],
    ],
  },
  {
    title: "an Australian sender to a British customer",
    places: ["GB"],
    source: "Spam Act 2003 (Cth) s. 7(b)(ii), Sch. 2: a single sale is not relied on",
    reviewed: true,
    organization: { home: ["au"] },
    steps: bought,
    asks: [[when, "NO_CONSENT"]],
  },
  {
    title: "a sender from New Zealand to a New Yorker",
    places: ["US-NY"],
    source: "Unsolicited Electronic Messages Act 2007 s. 9(1), 4(2), as accounts put the link",
    reviewed: true,
    organization: { home: ["NZ"] },
    steps: [],
    asks: [[when, "NO_CONSENT"]],
  },
  {
    title: "a sender from Singapore to a New Yorker",
    places: ["US-NY"],
    source: "Spam Control Act 2007 s. 7(2), 11: contents, and no consent",
    reviewed: true,
    organization: { home: ["SG"] },
    steps: [],
    asks: [[when, "allowed: opt_out_regime"]],
  },
  {
    title: "a British sender to a New Yorker",
    places: ["US-NY"],
    source: "PECR reg. 22 protects subscribers, whoever sends: no row binds senders",
    reviewed: false,
    organization: { home: ["GB"] },
    steps: [],
    asks: [[when, "allowed: opt_out_regime"]],
  },
  {
    title: "the United States without a state",
    places: ["US"],
    source: "15 U.S.C. 7704(a)(3)-(5)",
    reviewed: true,
    steps: [],
    asks: [[when, "allowed: opt_out_regime"]],
  },
  {
    title: "a Quebecer and a Canadian alike",
    places: ["CA-QC"],
    source: "CASL s.10(10)(a)",
    reviewed: true,
    steps: bought,
    asks: [[when, "allowed: implied_consent"]],
  },
];
