import type { Scenario } from "./run-scenarios.js";

/** Western and northern Europe. */
export const west: readonly Scenario[] = [
  {
    place: "DE",
    channel: "email",
    situation: "single opt-in",
    expected: "refused",
    codes: ["CONSENT_UNCONFIRMED"],
    rows: ["DE-UWG"],
    source: "BGH I ZR 164/09",
    reviewed: false,
  },
];
