import type { Timeline } from "./run-timelines.js";

const nightBefore = "T23:59:59.999Z";
const morning = "T00:00:00.000Z";

/** Ends of periods: the last instant that is allowed, and the first that is not. */
export const periods: readonly Timeline[] = [
  {
    title: "two years after a purchase",
    places: ["CA"],
    source: "CASL s.10(10)(a): the two years before the day of sending; counted strictly",
    reviewed: true,
    steps: [["2024-11-30T12:00Z", "sale"]],
    asks: [
      [`2026-11-29${nightBefore}`, "allowed: implied_consent"],
      [`2026-11-30${morning}`, "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "two years after a purchase on a leap day",
    places: ["CA-ON"],
    source: "CASL s.10(10)(a); Interpretation Act s.28",
    reviewed: false,
    steps: [["2024-02-29T15:00Z", "sale"]],
    asks: [
      [`2026-02-27${nightBefore}`, "allowed: implied_consent"],
      [`2026-02-28${morning}`, "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "a purchase late in the evening in Vancouver",
    places: ["CA-BC"],
    source: "CASL s.10(10)(a): counted from the day where it was made",
    reviewed: true,
    steps: [["2024-11-30T07:30Z", "sale"]],
    asks: [
      [`2026-11-28${nightBefore}`, "allowed: implied_consent"],
      [`2026-11-29${morning}`, "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "another purchase begins the two years anew",
    places: ["CA"],
    source: "CASL s.10(10)(a)",
    reviewed: true,
    steps: [
      ["2024-01-10T12:00Z", "sale"],
      ["2025-06-10T12:00Z", "sale"],
    ],
    asks: [
      ["2026-06-10T12:00Z", "allowed: implied_consent"],
      [`2027-06-10${morning}`, "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "six months after an inquiry at the end of a long month",
    places: ["CA"],
    source: "CASL s.10(10)(e)",
    reviewed: true,
    steps: [["2026-08-31T12:00Z", "inquiry"]],
    asks: [
      [`2027-02-27${nightBefore}`, "allowed: implied_consent"],
      [`2027-02-28${morning}`, "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "a written contract counts from its end",
    places: ["CA"],
    source: "CASL s.10(10)(d)",
    reviewed: true,
    steps: [
      ["2020-01-01T12:00Z", "contract"],
      ["2025-03-15T12:00Z", "contract ended"],
    ],
    asks: [
      ["2025-03-14T12:00Z", "allowed: implied_consent"],
      [`2027-03-14${nightBefore}`, "allowed: implied_consent"],
      [`2027-03-15${morning}`, "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "a club's member, two years after leaving",
    places: ["CA"],
    source: "CASL s.10(13)(c)",
    reviewed: true,
    organization: { kind: "club" },
    steps: [
      ["2022-01-01T12:00Z", "membership"],
      ["2025-05-01T12:00Z", "membership ended"],
    ],
    asks: [
      [`2027-04-30${nightBefore}`, "allowed: implied_consent"],
      [`2027-05-01${morning}`, "IMPLIED_CONSENT_EXPIRED"],
    ],
  },
  {
    title: "no mail within 12 months of the sale",
    places: ["IE"],
    source: "SI 336/2011 reg. 13(11)(d)",
    reviewed: true,
    steps: [["2025-06-15T12:00Z", "sale", { offered: true }]],
    asks: [
      [`2026-06-14${nightBefore}`, "allowed: soft_opt_in"],
      [`2026-06-15${morning}`, "SOFT_OPT_IN_SILENCE"],
    ],
  },
  {
    title: "each mail begins the 12 months anew",
    places: ["IE"],
    source: "SI 336/2011 reg. 13(11); DPC on receipts by mail",
    reviewed: true,
    steps: [
      ["2025-06-15T12:00Z", "sale", { offered: true }],
      ["2026-05-01T12:00Z", "mail with a way out"],
    ],
    asks: [
      [`2027-04-30${nightBefore}`, "allowed: soft_opt_in"],
      [`2027-05-01${morning}`, "SOFT_OPT_IN_SILENCE"],
    ],
  },
  {
    title: "silence ends nothing next door",
    places: ["GB"],
    source: "PECR reg. 22(3): no period",
    reviewed: true,
    steps: [["2016-06-15T12:00Z", "sale", { offered: true }]],
    asks: [["2026-06-15T12:00Z", "allowed: soft_opt_in"]],
  },
  {
    title: "six months after the end of a transaction",
    places: ["KR"],
    source: "Network Act Art. 50(1)(1), Enforcement Decree Art. 61(1)",
    reviewed: true,
    zones: ["Asia/Seoul"],
    steps: [["2026-01-31T12:00Z", "sale"]],
    asks: [
      [`2026-07-30${nightBefore}`, "allowed: soft_opt_in"],
      [`2026-07-31${morning}`, "SOFT_OPT_IN_EXPIRED"],
    ],
  },
  {
    title: "a charity's supporter, collected around the day it came into force",
    places: ["GB"],
    source: "PECR reg. 22(3A); SI 2026/82 reg. 2(x): 5 February 2026",
    reviewed: true,
    organization: { kind: "charity", charitable: ["marketing"] },
    steps: [["2026-02-04T23:59:59.999Z", "donation", { offered: true }]],
    asks: [["2026-03-01T12:00Z", "SOFT_OPT_IN_COLLECTED_TOO_EARLY"]],
  },
  {
    title: "a charity's supporter, collected on that day",
    places: ["GB"],
    source: "PECR reg. 22(3A); SI 2026/82 reg. 2(x): 5 February 2026",
    reviewed: true,
    organization: { kind: "charity", charitable: ["marketing"] },
    steps: [["2026-02-05T00:00Z", "donation", { offered: true }]],
    asks: [["2026-03-01T12:00Z", "allowed: soft_opt_in"]],
  },
  {
    title: "consent does not run out by itself",
    places: ["DE"],
    source: "BGH III ZR 196/17, para. 31",
    reviewed: true,
    steps: [
      ["2012-05-01T12:00Z", "asked"],
      ["2012-05-01T13:00Z", "confirmed"],
    ],
    asks: [["2026-05-01T12:00Z", "allowed: consent"]],
  },
  {
    title: "an offer a year after the sale heals nothing",
    places: ["GB"],
    source: "PECR reg. 22(3)(c); UWG § 7(3) Nr. 4",
    reviewed: true,
    steps: [
      ["2025-06-15T12:00Z", "sale"],
      ["2026-06-15T12:00Z", "mail with a way out"],
    ],
    asks: [["2026-07-01T12:00Z", "SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION"]],
  },
];
