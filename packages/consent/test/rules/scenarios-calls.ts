import type { Scenario } from "./run-scenarios.js";
import { createScenarios, type Line } from "./scenario-table.js";

const work = { organization: { professional: ["marketing"] } };
const denied = { codes: ["NO_CONSENT"] };
const consent = { basis: "consent" };

/** What a yes is worth where the person's own word is enough. */
const consented: readonly Line[] = [
  ["call", "unknown", "nothing known", "refused", denied],
  ["call", "unknown", "single opt-in", "allowed", consent],
  ["call", "unknown", "import with evidence", "allowed", { basis: "consent_asserted" }],
  ["call", "unknown", "import without evidence", "refused"],
  ["call", "unknown", "said no", "refused", { codes: ["WITHDRAWN"] }],
  // The exception for customers is for electronic mail.
  ["call", "unknown", "sale with offer", "refused", denied],
  ["call", "company", "nothing known", "refused", denied],
  ["call", "company", "single opt-in", "allowed", consent],
];

/** Calls in Germany, and under the directive where no pack says otherwise. */
export const europeanCalls: readonly Scenario[] = [
  ...createScenarios("FR", "Directive 2002/58/EC Art. 13(3)", true, consented),
  ...createScenarios("DE", "UWG § 7(2) Nr. 1", true, [
    ["call", "unknown", "nothing known", "refused", denied],
    ["call", "unknown", "single opt-in", "refused", { codes: ["CONSENT_UNCONFIRMED"] }],
    ["call", "unknown", "confirmed opt-in", "allowed", consent],
    ["call", "unknown", "import with evidence", "allowed", { basis: "consent_asserted" }],
    ["call", "unknown", "sale with offer", "refused", denied],
    ["call", "person", "contract", "refused", { ...work, rows: ["DE-UWG-CALL"] }],
    ["call", "company", "nothing known", "refused", work],
    ["call", "company", "contract", "refused", denied],
    ["call", "company", "contract", "allowed", { ...work, basis: "implied_consent" }],
    ["call", "company", "inquiry", "refused", work],
    ["call", "company", "single opt-in", "allowed", consent],
    ["call", "company", "import with evidence", "allowed", { basis: "consent_asserted" }],
    ["call", "sole_trader", "single opt-in", "allowed", consent],
    ["call", "professional", "single opt-in", "allowed", consent],
  ]),
];

export const britishCalls: readonly Scenario[] = createScenarios(
  "GB",
  "PECR reg. 21(1), (4); ICO guidance on live calls",
  true,
  consented,
);

const eastern = { timeZone: "America/New_York" };

export const americanCalls: readonly Scenario[] = createScenarios(
  "US",
  "47 CFR 64.1200(c), (f)(5); 16 CFR 310.4(b)-(c)",
  true,
  [
    ["call", "unknown", "nothing known", "refused", { ...eastern, ...denied }],
    ["call", "unknown", "single opt-in", "refused", { ...eastern, codes: ["CONSENT_NOT_WRITTEN"] }],
    ["call", "unknown", "written opt-in", "allowed", { ...eastern, ...consent }],
    ["call", "unknown", "sale without offer", "allowed", { ...eastern, basis: "implied_consent" }],
    ["call", "unknown", "sale long ago", "refused", eastern],
    ["call", "unknown", "inquiry", "allowed", { ...eastern, basis: "implied_consent" }],
    ["call", "unknown", "inquiry long ago", "refused", eastern],
    [
      ...(["call", "unknown", "written opt-in", "refused"] as const),
      { ...eastern, at: "2026-11-25T02:30:00Z", rows: ["US-CALL-HOURS"] },
    ],
  ],
);
