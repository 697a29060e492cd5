import type { Scenario } from "./run-scenarios.js";
import { type Line, createScenarios as of, underTheDirective } from "./scenario-table.js";
import type { Situation } from "./situations.js";

const work = { organization: { professional: ["marketing"] } };

const codes: Readonly<Partial<Record<Situation, readonly string[]>>> = {
  "nothing known": ["NO_CONSENT"],
  "single opt-in": ["CONSENT"],
  "import without evidence": ["CONSENT_WITHOUT_EVIDENCE"],
  "import with evidence": ["CONSENT_ASSERTED"],
  "sale with offer": ["SOFT_OPT_IN"],
  "sale without offer": ["SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION"],
  "sale of something else": ["SOFT_OPT_IN_NOT_SIMILAR"],
};

/** What the directive asks for, as the rows of the country say it themselves. */
function inOwnWords(consent: string, customer: string, text = consent): readonly Line[] {
  return underTheDirective.map(([channel, subject, situation, expected, more = {}]): Line => {
    const asks = channel === "sms" ? text : consent;
    const says = (codes[situation] ?? []).map(
      (code) => `${code.startsWith("SOFT") ? customer : asks} ${code}`,
    );
    const own = subject === "unknown" ? { ...more, says } : more;
    return [channel, subject, situation, expected, own];
  });
}

/** Central, eastern and south-eastern members of the EU. */
export const east: readonly Scenario[] = [
  ...of("PL", "PKE Art. 398(1)-(2)", true, [
    ["email", "unknown", "nothing known", "refused", { rows: ["PL-PKE-398"] }],
    ["email", "unknown", "single opt-in", "allowed", { basis: "consent", rows: ["PL-PKE-398"] }],
    ["email", "unknown", "sale with offer", "refused", { codes: ["NO_CONSENT"] }],
    ["sms", "unknown", "sale with offer", "refused", { codes: ["NO_CONSENT"] }],
    ["email", "company", "nothing known", "refused", { rows: ["PL-PKE-398"] }],
    ["email", "company", "published address", "refused"],
    ["email", "unknown", "import without evidence", "refused"],
    ["email", "unknown", "import with evidence", "allowed", { basis: "consent_asserted" }],
    ["email", "unknown", "withdrawn and bought again", "refused", { codes: ["WITHDRAWN"] }],
  ]),
  ...of("CZ", "Act 480/2004 Coll. s. 7", true, [
    ...inOwnWords("CZ-480-7", "CZ-480-7-3"),
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      {
        obligations: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        duties: ["CZ-480-7-4"],
      },
    ],
    ["sms", "unknown", "sale with offer", "allowed", { rows: ["CZ-480-7-3"], reviewed: false }],
    ["email", "company", "nothing known", "refused", { rows: ["CZ-480-7"] }],
  ]),
  ...of("SK", "Act 452/2021 Coll. s. 116", true, [
    ...inOwnWords("SK-452-116-3", "SK-452-116-15"),
    [
      "email",
      "unknown",
      "sale and silence",
      "refused",
      { codes: ["SOFT_OPT_IN_EXPIRED"], reviewed: false },
    ],
    [
      "email",
      "unknown",
      "sale and messages",
      "refused",
      { codes: ["SOFT_OPT_IN_EXPIRED"], reviewed: false },
    ],
    [
      "email",
      "company",
      "published address",
      "allowed",
      { rows: ["SK-452-116-15-B"], reviewed: false },
    ],
    ["email", "company", "nothing known", "refused", { rows: ["SK-452-116-15-B"] }],
    ["email", "sole_trader", "published address", "refused", { says: ["SK-452-116-3 NO_CONSENT"] }],
    ["email", "person", "published address", "refused", { says: ["SK-452-116-3 NO_CONSENT"] }],
    [
      "email",
      "professional",
      "published address",
      "refused",
      { says: ["SK-452-116-3 NO_CONSENT"] },
    ],
  ]),
  ...of("HU", "Grt. s. 6; NMHH", true, [
    ["email", "unknown", "nothing known", "refused", { rows: ["HU-GRT-6"] }],
    ["email", "unknown", "single opt-in", "allowed", { rows: ["HU-GRT-6"] }],
    ["email", "unknown", "sale with offer", "refused", { rows: ["HU-GRT-6"] }],
    ["sms", "unknown", "sale with offer", "refused", { rows: ["HU-GRT-6"] }],
    ["email", "company", "nothing known", "allowed", { basis: "opt_out_regime" }],
    ["email", "company", "said no", "refused", { rows: ["HU-GRT-6-CO"] }],
    ["email", "company", "nothing known", "refused", { undocumented: true }],
    ["email", "professional", "nothing known", "refused", { reviewed: false }],
    ["email", "sole_trader", "nothing known", "refused", { reviewed: false }],
    ["email", "unknown", "import with evidence", "allowed", { basis: "consent_asserted" }],
  ]),
  ...of("GR", "Law 3471/2006 Art. 11", false, [
    ...inOwnWords("GR-3471-11", "GR-3471-11-3"),
    [
      "sms",
      "unknown",
      "written opt-in",
      "allowed",
      { obligations: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], reviewed: true },
    ],
    ["email", "company", "nothing known", "refused", { rows: ["GR-3471-11"] }],
    ["email", "unknown", "written opt-in", "allowed", { duties: ["GR-3471-11-4"] }],
  ]),
  ...of("RO", "Law 506/2004 Art. 12; Law 365/2002 Art. 6", false, [
    ...inOwnWords("RO-365-6", "RO-506-12-2", "RO-506-12"),
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      { obligations: ["AD_IDENTIFICATION", "SENDER_ID"], duties: ["RO-365-6-2"], reviewed: true },
    ],
    ["sms", "unknown", "sale with offer", "refused", { rows: ["RO-506-12"] }],
    ["email", "company", "nothing known", "refused", { rows: ["RO-365-6"] }],
    ["sms", "unknown", "import with evidence", "allowed", { basis: "consent_asserted" }],
  ]),
  ...of("BG", "Electronic Commerce Act Art. 6; Electronic Communications Act Art. 261", true, [
    ...inOwnWords("BG-ZET-6", "BG-ZES-261-2"),
    [
      "email",
      "company",
      "nothing known",
      "allowed",
      { rows: ["BG-ZET-6-CO"], obligations: ["UNSOLICITED_IDENTIFICATION", "CHECK_KZP_REGISTER"] },
    ],
    [
      "email",
      "company",
      "single opt-in",
      "allowed",
      { free: ["UNSOLICITED_IDENTIFICATION", "CHECK_KZP_REGISTER"] },
    ],
    ["email", "company", "said no", "refused", { rows: ["BG-ZET-6-CO"] }],
    ["sms", "company", "nothing known", "refused", { rows: ["BG-ZET-6-CO-SMS"] }],
    ["sms", "company", "single opt-in", "allowed", { rows: ["BG-ZET-6-CO-SMS"] }],
    ["email", "professional", "nothing known", "refused"],
    ["sms", "company", "import with evidence", "allowed", { basis: "consent_asserted" }],
  ]),
  ...of("HR", "Zakon o elektroničkim komunikacijama Art. 50", false, [
    ...inOwnWords("HR-ZEK-50", "HR-ZEK-50-SOFT"),
    ["sms", "unknown", "sale with offer", "refused", { rows: ["HR-ZEK-50"] }],
    ["email", "company", "nothing known", "allowed", { rows: ["HR-ZEK-50-CO"] }],
    ["email", "company", "said no", "refused", { rows: ["HR-ZEK-50-CO"] }],
    ["email", "professional", "nothing known", "refused"],
  ]),
  ...of("SI", "ZEKom-2 Art. 226", false, [
    ...inOwnWords("SI-ZEKOM-226", "SI-ZEKOM-226-2"),
    ["sms", "unknown", "sale with offer", "refused", { rows: ["SI-ZEKOM-226"] }],
    ["email", "company", "nothing known", "allowed", { rows: ["SI-ZEKOM-226-4"] }],
    ["email", "professional", "nothing known", "allowed"],
    ["email", "professional", "said no", "refused", { rows: ["SI-ZEKOM-226-4"] }],
    ["email", "sole_trader", "nothing known", "refused"],
  ]),
  ...of("EE", "Elektroonilise side seadus § 103¹", true, [
    ...inOwnWords("EE-ESS-103", "EE-ESS-103-3"),
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      { obligations: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], duties: ["EE-ESS-103-4"] },
    ],
    ["email", "company", "nothing known", "allowed", { rows: ["EE-ESS-103-2"] }],
    ["email", "company", "said no", "refused", { rows: ["EE-ESS-103-2"] }],
    ["email", "professional", "nothing known", "allowed", { ...work }],
    [
      "email",
      "professional",
      "nothing known",
      "refused",
      { codes: ["OPT_OUT_NOT_PROFESSIONAL"], reviewed: false },
    ],
    ["email", "professional", "import without evidence", "refused"],
  ]),
  ...of("LV", "Informācijas sabiedrības pakalpojumu likums Art. 9; DVI", true, [
    ...inOwnWords("LV-ISPL-9", "LV-ISPL-9-2"),
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      {
        obligations: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        duties: ["LV-ISPL-8"],
      },
    ],
    ["email", "company", "nothing known", "allowed", { rows: ["LV-ISPL-9-CO"] }],
    ["email", "company", "said no", "refused", { rows: ["LV-ISPL-9-CO"] }],
    ["email", "professional", "nothing known", "refused", { reviewed: false }],
  ]),
  ...of("LT", "Law on Electronic Communications Art. 81", false, [
    ...inOwnWords("LT-ERI-81", "LT-ERI-81-2"),
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      { obligations: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"], duties: ["LT-ERI-81-3"] },
    ],
    ["sms", "unknown", "sale with offer", "refused", { rows: ["LT-ERI-81"] }],
    ["email", "company", "nothing known", "refused", { rows: ["LT-ERI-81"] }],
    ["email", "company", "published address", "refused"],
  ]),
];
