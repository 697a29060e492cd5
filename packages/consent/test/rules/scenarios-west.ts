import type { Scenario } from "./run-scenarios.js";
import { createScenarios, type Line, underTheDirective } from "./scenario-table.js";
import type { Situation } from "./situations.js";

const work = { organization: { professional: ["marketing"] } };
const optOut = { basis: "opt_out_regime" };
const soft = { basis: "soft_opt_in" };

/** Companies and people at work are protected like anybody. */
const protectsCompanies: readonly Line[] = [
  ["email", "company", "nothing known", "refused", { codes: ["NO_CONSENT"] }],
  ["email", "company", "single opt-in", "allowed", { basis: "consent" }],
  ["email", "professional", "nothing known", "refused", work],
  ["email", "sole_trader", "nothing known", "refused", work],
];

/** Companies may be written to until they say no; sole traders may not. */
const freesCompanies: readonly Line[] = [
  ["email", "company", "nothing known", "allowed", optOut],
  ["email", "company", "said no", "refused", { codes: ["WITHDRAWN"] }],
  ["email", "sole_trader", "nothing known", "refused", work],
];

/** People at work may be written to about their work alone, and by mail alone. */
const freesWork: readonly Line[] = [
  ["email", "professional", "nothing known", "allowed", { ...optOut, ...work }],
  ["email", "professional", "nothing known", "refused", { codes: ["OPT_OUT_NOT_PROFESSIONAL"] }],
  ["email", "professional", "said no", "refused", work],
  ["email", "professional", "nothing known", "refused", { ...work, undocumented: true }],
  ["sms", "professional", "nothing known", "refused", work],
  ["sms", "professional", "single opt-in", "allowed", work],
  ["sms", "professional", "import with evidence", "allowed", work],
];

const protectsWork: readonly Line[] = [
  ["email", "professional", "nothing known", "refused", work],
  ["email", "professional", "single opt-in", "allowed", work],
];

const textsToCustomers: readonly Line[] = [
  ["sms", "unknown", "sale with offer", "allowed", soft],
  ["sms", "unknown", "sale without offer", "refused"],
];

const opens = { activity: "track.open" } as const;
const order = { messageClass: "transactional", purpose: "orders" } as const;
const claims = { organization: { exemptions: ["deliverability"] } };
const unwatched = { codes: ["NO_TRACKING_CONSENT"], rows: ["FR-PIX"] };
const dayOnly = "KEEP_LAST_OPEN_DAY_ONLY";

const ad = { obligations: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"] };

/** What the directive asks for, as the country's own rows say it. */
function usual(
  consent: string,
  customer: string,
  ...more: readonly (readonly Line[])[]
): readonly Line[] {
  return [
    ...underTheDirective.map(([channel, subject, situation, expected, rest = {}]): Line => {
      const says = (codes[situation] ?? []).map((code) =>
        code.startsWith("SOFT") ? `${customer} ${code}` : `${consent} ${code}`,
      );
      return [
        channel,
        subject,
        situation,
        expected,
        subject === "unknown" ? { ...rest, says } : rest,
      ];
    }),
    ...more.flat(),
  ];
}

const codes: Readonly<Partial<Record<Situation, readonly string[]>>> = {
  "nothing known": ["NO_CONSENT"],
  "single opt-in": ["CONSENT"],
  "confirmed opt-in": ["CONSENT"],
  "import without evidence": ["CONSENT_WITHOUT_EVIDENCE"],
  "import with evidence": ["CONSENT_ASSERTED"],
  "sale with offer": ["SOFT_OPT_IN"],
  "sale without offer": ["NO_CONSENT", "SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION"],
  "sale of something else": ["SOFT_OPT_IN_NOT_SIMILAR"],
};

const of = createScenarios;

/** Western and northern Europe. */
export const west: readonly Scenario[] = [
  ...of("AT", "TKG 2021 § 174(3)-(5); ECG § 7(2)", true, [
    ...usual("AT-TKG", "AT-TKG-CUSTOMER", protectsCompanies, textsToCustomers),
    ["email", "unknown", "sale long ago", "allowed", { obligations: ["CHECK_ECG_LIST"] }],
    ["email", "company", "sale with offer", "allowed", soft],
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      { ...ad, free: ["CHECK_ECG_LIST"], duties: ["AT-TKG-CONTENT"] },
    ],
    ["sms", "unknown", "sale long ago", "allowed", { free: ["CHECK_ECG_LIST"] }],
  ]),
  ...of("BE", "Arrêté royal 4 April 2003 Art. 1; CDE XII.13", true, [
    ...usual("BE-CDE", "BE-AR-CUSTOMER", freesCompanies, protectsWork, textsToCustomers),
    ["sms", "company", "nothing known", "refused", { rows: ["BE-CDE-SMS"] }],
    ["sms", "company", "single opt-in", "allowed", { rows: ["BE-CDE-SMS"] }],
    ["sms", "company", "sale with offer", "allowed", soft],
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      { duties: ["BE-CDE-CONTENT"], obligations: ["OBJECTION_NOTICE", ...ad.obligations] },
    ],
    ["sms", "company", "import with evidence", "allowed", { rows: ["BE-CDE-SMS"] }],
  ]),
  ...of("CH", "UWG Art. 3(1)(o)", true, [
    ...usual("CH-UWG", "CH-UWG-CUSTOMER", protectsCompanies, textsToCustomers),
    ["email", "unknown", "sale and silence", "allowed", { obligations: ["OPT_OUT_IN_MESSAGE"] }],
    ["email", "unknown", "written opt-in", "allowed", { obligations: ["SENDER_ID"] }],
    ["email", "unknown", "contract with offer", "refused"],
    ["email", "unknown", "signed paper with scan", "allowed", { free: ["AD_IDENTIFICATION"] }],
  ]),
  ...of("DE", "UWG § 7(2)-(3); BGH I ZR 164/09; AG München 161 C 12736/22", true, [
    ["email", "unknown", "nothing known", "refused", { codes: ["NO_CONSENT"] }],
    ["email", "unknown", "single opt-in", "refused", { codes: ["CONSENT_UNCONFIRMED"] }],
    ["email", "unknown", "confirmed opt-in", "allowed", { ...ad, duties: ["DE-UWG-SENDER"] }],
    ["email", "unknown", "confirmed opt-in five years ago", "allowed"],
    ["email", "unknown", "signed paper with scan", "allowed", { basis: "consent_asserted" }],
    ["email", "unknown", "import without evidence", "refused"],
    ["email", "unknown", "import with evidence", "allowed", { basis: "consent_asserted" }],
    ["email", "unknown", "sale with offer", "allowed", { ...soft, rows: ["DE-UWG-3"] }],
    [
      "email",
      "unknown",
      "sale without offer",
      "refused",
      { says: ["DE-UWG-3 SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION"] },
    ],
    [
      "email",
      "unknown",
      "sale of something else",
      "refused",
      { says: ["DE-UWG-3 SOFT_OPT_IN_NOT_SIMILAR"] },
    ],
    ["email", "unknown", "contract with offer", "refused"],
    ["email", "unknown", "withdrawn", "refused", { codes: ["WITHDRAWN"] }],
    ["email", "company", "nothing known", "refused"],
    ["email", "professional", "nothing known", "refused", work],
    ["sms", "unknown", "sale with offer", "refused", { codes: ["NO_CONSENT"] }],
    ["sms", "unknown", "confirmed opt-in", "allowed"],
  ]),
  ...of("DK", "Markedsføringsloven § 10; ombudsman's guidance of 1 July 2010", true, [
    ...usual("DK-MFL", "DK-MFL-CUSTOMER", protectsCompanies, textsToCustomers),
    ["email", "company", "sale with offer", "allowed", soft],
    ["email", "unknown", "written opt-in", "allowed", { ...ad, duties: ["DK-MFL-CONTENT"] }],
  ]),
  ...of("ES", "LSSI Art. 20-21; LOPDGDD Art. 23.4", true, [
    ...usual("ES-LSSI", "ES-LSSI-CUSTOMER", protectsCompanies, textsToCustomers),
    ["email", "unknown", "contract with offer", "allowed", { ...soft, rows: ["EU-EP-13-2-ES"] }],
    ["email", "unknown", "contract", "refused", { rows: ["EU-EP-13-2-ES", "ES-LSSI-CUSTOMER"] }],
    ["email", "unknown", "negotiation with offer", "refused"],
    ["email", "unknown", "sale long ago", "allowed", { obligations: ["CHECK_ROBINSON_LIST"] }],
    [
      "email",
      "unknown",
      "written opt-in",
      "allowed",
      { ...ad, free: ["CHECK_ROBINSON_LIST"], duties: ["ES-LSSI-MARK"] },
    ],
  ]),
  ...of("FI", "Act 917/2014 §§ 200, 202, accounts and the ombudsman's answers", false, [
    ...usual("FI-200", "FI-200-CUSTOMER", freesCompanies, freesWork, textsToCustomers),
    ["sms", "company", "nothing known", "allowed", optOut],
    ["email", "unknown", "written opt-in", "allowed", { ...ad, duties: ["FI-203"] }],
  ]),
  ...of("FR", "CPCE Art. L34-5; CNIL on professionals; délibération 2026-042", true, [
    ...usual("FR-L34-5", "FR-L34-5-CUSTOMER", freesCompanies, freesWork, textsToCustomers),
    ["email", "professional", "sale with offer", "allowed", soft],
    ["email", "unknown", "written opt-in", "allowed", { ...ad, duties: ["FR-L34-5-CONTENT"] }],
    [
      "email",
      "unknown",
      "signed paper with scan",
      "allowed",
      { obligations: ["TRACKING_OPT_OUT_LINK"] },
    ],
    [
      "email",
      "unknown",
      "nothing known",
      "allowed",
      { ...opens, ...claims, ...order, rows: ["FR-PIX"], obligations: [dayOnly] },
    ],
    ["email", "unknown", "nothing known", "refused", { ...opens, ...order, ...unwatched }],
    [
      "email",
      "unknown",
      "nothing known",
      "refused",
      { ...opens, ...claims, ...unwatched, messageClass: "service" },
    ],
    [
      "email",
      "unknown",
      "single opt-in",
      "allowed",
      { ...opens, ...claims, rows: ["FR-PIX"], obligations: [dayOnly] },
    ],
    ["email", "unknown", "single opt-in", "refused", { ...opens, ...unwatched }],
    // The mail itself tells who may be watched, and how.
    [
      "email",
      "unknown",
      "confirmed opt-in",
      "allowed",
      { ...claims, obligations: [dayOnly], free: ["NO_OPEN_PIXEL"] },
    ],
    ["email", "unknown", "import with evidence", "allowed", { ...opens, ...claims }],
    ["email", "unknown", "import without evidence", "refused", { ...opens, ...claims }],
    ["email", "unknown", "sale with offer", "refused", { ...opens, ...claims, ...unwatched }],
    ["email", "unknown", "withdrawn", "refused", { ...opens, ...claims }],
    [
      "email",
      "unknown",
      "single opt-in",
      "refused",
      { ...claims, activity: "track.click", codes: ["NO_TRACKING_CONSENT"] },
    ],
    [
      "email",
      "unknown",
      "nothing known",
      "allowed",
      {
        ...opens,
        messageClass: "service",
        purpose: "service.security.login",
        obligations: ["PIXEL_FOR_SECURITY_ONLY"],
      },
    ],
  ]),
  ...of("IE", "SI 336/2011 reg. 13(1)-(4), (11); DPC on existing customers", true, [
    ...usual("IE-13", "IE-13-11", freesCompanies, freesWork, textsToCustomers),
    ["sms", "company", "nothing known", "allowed", optOut],
    ["email", "unknown", "written opt-in", "allowed", { ...ad, duties: ["IE-13-CONTENT"] }],
    ["email", "unknown", "sale and silence", "refused", { codes: ["SOFT_OPT_IN_SILENCE"] }],
    ["email", "unknown", "sale and messages", "allowed", { ...soft, rows: ["IE-13-11"] }],
    ["email", "unknown", "sale long ago", "refused", { codes: ["SOFT_OPT_IN_SILENCE"] }],
    ["sms", "unknown", "sale and silence", "refused", { codes: ["SOFT_OPT_IN_SILENCE"] }],
  ]),
  ...of("IS", "Fjarskiptastofa on 94. gr. of act 70/2022; 46. gr. of act 81/2003", false, [
    ...usual("IS-94", "IS-94-CUSTOMER", protectsCompanies),
    ["sms", "unknown", "sale with offer", "refused", { rows: ["IS-94"] }],
    ["email", "unknown", "sale long ago", "allowed", { obligations: ["SENDER_ID"] }],
    ["email", "unknown", "written opt-in", "allowed", { obligations: ["POSTAL_ADDRESS"] }],
  ]),
  ...of("IT", "Codice Privacy Art. 130", true, [
    ...usual("IT-130", "IT-130-4", protectsCompanies),
    ["sms", "unknown", "sale with offer", "refused", { rows: ["IT-130"] }],
    ["sms", "unknown", "confirmed opt-in", "allowed"],
    ["email", "company", "sale with offer", "allowed", { ...soft, rows: ["IT-130-4"] }],
    ["email", "unknown", "written opt-in", "allowed", { ...ad, duties: ["IT-130-5"] }],
  ]),
  ...of("LU", "CNPD, May 2018; e-commerce law Art. 48, account", false, [
    ...usual("LU-11", "LU-11-CUSTOMER", protectsCompanies, textsToCustomers),
    ["email", "company", "sale with offer", "allowed", soft],
  ]),
  ...of("NL", "Telecommunicatiewet Art. 11.7(1), (3), (7)", true, [
    ...usual("NL-TW", "NL-TW-CUSTOMER", protectsCompanies, textsToCustomers),
    ["email", "company", "published address", "allowed", { rows: ["NL-TW-PUBLISHED"] }],
    ["email", "company", "address handed over", "refused", { rows: ["NL-TW-PUBLISHED"] }],
    ["email", "unknown", "published address", "refused"],
    ["email", "professional", "published address", "allowed", { rows: ["NL-TW-PUBLISHED"] }],
    ["email", "professional", "published address", "refused", { undocumented: true }],
    ["email", "unknown", "written opt-in", "allowed", { ...ad, duties: ["NL-TW-CONTENT"] }],
    ["sms", "company", "published address", "refused"],
    ["email", "sole_trader", "published address", "refused", { says: ["NL-TW NO_CONSENT"] }],
    ["email", "person", "published address", "refused", { says: ["NL-TW NO_CONSENT"] }],
  ]),
  ...of("NO", "Forbrukertilsynet on § 15; NDLA on company addresses", true, [
    ...usual("NO-MFL", "NO-MFL-CUSTOMER", freesCompanies, protectsWork, textsToCustomers),
    ["sms", "company", "nothing known", "allowed", optOut],
    ["email", "professional", "sale with offer", "allowed", soft],
  ]),
  ...of("PT", "Lei 41/2004 Art. 13.º-A; ANACOM", true, [
    ...usual("PT-13A", "PT-13A-CUSTOMER", freesCompanies, protectsWork, textsToCustomers),
    ["sms", "company", "nothing known", "allowed", { obligations: ["CHECK_DGC_LIST"] }],
    ["email", "company", "single opt-in", "allowed", { free: ["CHECK_DGC_LIST"] }],
    ["email", "unknown", "sale long ago", "allowed", { free: ["CHECK_DGC_LIST"] }],
  ]),
  ...of("SE", "Marknadsföringslagen 19-20 §§, accounts", false, [
    ...usual("SE-MFL", "SE-MFL-CUSTOMER", freesCompanies, protectsWork, textsToCustomers),
    ["sms", "company", "nothing known", "allowed", optOut],
    ["email", "unknown", "written opt-in", "allowed", { ...ad, duties: ["SE-MFL-ADDRESS"] }],
  ]),
];
