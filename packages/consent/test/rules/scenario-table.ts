import type { ConsentChannel } from "@wellsent/core";
import type { SubjectKind } from "../../src/entries/ledger.js";
import type { Scenario } from "./run-scenarios.js";
import type { Situation } from "./situations.js";

/** A scenario as one line. `unknown`: nothing is known of whose address it is. */
export type Line = readonly [
  channel: ConsentChannel,
  subject: SubjectKind | "unknown",
  situation: Situation,
  expected: Scenario["expected"],
  more?: Omit<Partial<Scenario>, "place" | "channel" | "subject" | "situation" | "expected">,
];

/** The lines of one place that were taken from one source. */
export function createScenarios(
  place: string,
  source: string,
  reviewed: boolean,
  lines: readonly Line[],
): readonly Scenario[] {
  return lines.map(([channel, subject, situation, expected, more]) => ({
    place,
    channel,
    situation,
    expected,
    source,
    reviewed,
    ...(subject === "unknown" ? {} : { subject }),
    ...more,
  }));
}

/** What follows from Directive 2002/58/EC Art. 13 and GDPR Art. 7(1) where nothing is stricter. */
export const underTheDirective: readonly Line[] = [
  ["email", "unknown", "nothing known", "refused", { codes: ["NO_CONSENT"] }],
  ["email", "unknown", "asked, not answered", "refused", { codes: ["CONSENT_PENDING"] }],
  ["email", "unknown", "single opt-in", "allowed", { basis: "consent" }],
  ["email", "unknown", "confirmed opt-in", "allowed", { basis: "consent" }],
  [
    "email",
    "unknown",
    "import without evidence",
    "refused",
    { codes: ["CONSENT_WITHOUT_EVIDENCE"] },
  ],
  ["email", "unknown", "import with evidence", "allowed", { basis: "consent_asserted" }],
  ["email", "unknown", "sale with offer", "allowed", { basis: "soft_opt_in" }],
  [
    "email",
    "unknown",
    "sale without offer",
    "refused",
    { codes: ["SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION"] },
  ],
  ["email", "unknown", "sale of something else", "refused", { codes: ["SOFT_OPT_IN_NOT_SIMILAR"] }],
  ["email", "unknown", "withdrawn", "refused", { codes: ["WITHDRAWN"] }],
  ["email", "unknown", "withdrawn and bought again", "refused", { codes: ["WITHDRAWN"] }],
  ["email", "company", "nothing known", "refused", { undocumented: true }],
  ["sms", "unknown", "nothing known", "refused", { codes: ["NO_CONSENT"] }],
  ["sms", "unknown", "single opt-in", "allowed", { basis: "consent" }],
  ["sms", "unknown", "said no", "refused", { codes: ["WITHDRAWN"] }],
];
