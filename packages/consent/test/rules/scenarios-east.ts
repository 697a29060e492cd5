import type { Scenario } from "./run-scenarios.js";

/** What a country's lines have in common is said once. */
type Line = Omit<Scenario, "place" | "source" | "reviewed"> & {
  readonly source?: string;
  readonly reviewed?: boolean;
};

/** The lines of one country. `reviewed` where the source itself was read on 2026-11-29. */
export const linesOf = (
  place: string,
  source: string,
  reviewed: boolean,
  lines: readonly Line[],
): readonly Scenario[] => lines.map((line) => ({ place, source, reviewed, ...line }));

const email = { channel: "email" } as const;
const sms = { channel: "sms" } as const;
const allowed = { expected: "allowed" } as const;
const refused = { expected: "refused" } as const;
const company = { subject: "company" } as const;
const professional = { subject: "professional" } as const;
const trader = { subject: "sole_trader" } as const;
const forWork = { organization: { professional: ["marketing"] } } as const;

/** Central, eastern and south-eastern members of the EU. */
export const east: readonly Scenario[] = [
  ...linesOf("PL", "PKE Art. 398(1)-(2)", true, [
    { ...email, situation: "nothing known", ...refused, rows: ["PL-PKE-398"] },
    { ...email, situation: "single opt-in", ...allowed, basis: "consent", rows: ["PL-PKE-398"] },
    { ...email, situation: "sale with offer", ...refused, codes: ["NO_CONSENT"] },
    { ...sms, situation: "sale with offer", ...refused, codes: ["NO_CONSENT"] },
    { ...email, situation: "nothing known", ...company, ...refused, rows: ["PL-PKE-398"] },
    { ...email, situation: "published address", ...company, ...refused },
    { ...email, situation: "import without evidence", ...refused },
    { ...email, situation: "import with evidence", ...allowed, basis: "consent_asserted" },
    { ...email, situation: "withdrawn and bought again", ...refused, codes: ["WITHDRAWN"] },
  ]),
  ...linesOf("CZ", "Act 480/2004 Coll. s. 7", true, [
    { ...email, situation: "nothing known", ...refused, rows: ["CZ-480-7"] },
    {
      ...email,
      situation: "single opt-in",
      ...allowed,
      obligations: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
    },
    { ...email, situation: "sale with offer", ...allowed, rows: ["CZ-480-7-3"], reviewed: false },
    { ...sms, situation: "sale with offer", ...allowed, rows: ["CZ-480-7-3"], reviewed: false },
    { ...email, situation: "sale without offer", ...refused, rows: ["CZ-480-7-3"] },
    { ...email, situation: "sale of something else", ...refused },
    { ...email, situation: "nothing known", ...company, ...refused, rows: ["CZ-480-7"] },
  ]),
  ...linesOf("SK", "Act 452/2021 Coll. s. 116", true, [
    { ...sms, situation: "nothing known", ...refused, rows: ["SK-452-116-3"] },
    { ...email, situation: "confirmed opt-in", ...allowed, rows: ["SK-452-116-3"] },
    { ...email, situation: "import without evidence", ...refused, rows: ["SK-452-116-3"] },
    { ...email, situation: "sale with offer", ...allowed, rows: ["SK-452-116-15"] },
    { ...email, situation: "sale and silence", ...refused, codes: ["SOFT_OPT_IN_EXPIRED"] },
    { ...email, situation: "sale and messages", ...refused, codes: ["SOFT_OPT_IN_EXPIRED"] },
    {
      ...email,
      situation: "published address",
      ...company,
      ...allowed,
      rows: ["SK-452-116-15-B"],
      reviewed: false,
    },
    { ...email, situation: "nothing known", ...company, ...refused, rows: ["SK-452-116-15-B"] },
    { ...email, situation: "published address", ...trader, ...refused },
  ]),
  ...linesOf("HU", "Grt. s. 6; NMHH", true, [
    { ...email, situation: "nothing known", ...refused, rows: ["HU-GRT-6"] },
    { ...email, situation: "single opt-in", ...allowed, rows: ["HU-GRT-6"] },
    { ...email, situation: "sale with offer", ...refused, rows: ["HU-GRT-6"] },
    { ...sms, situation: "sale with offer", ...refused, rows: ["HU-GRT-6"] },
    { ...email, situation: "nothing known", ...company, ...allowed, basis: "opt_out_regime" },
    { ...email, situation: "said no", ...company, ...refused, rows: ["HU-GRT-6-CO"] },
    { ...email, situation: "nothing known", ...company, undocumented: true, ...refused },
    { ...email, situation: "nothing known", ...professional, ...refused, reviewed: false },
    { ...email, situation: "nothing known", ...trader, ...refused, reviewed: false },
  ]),
  ...linesOf("GR", "Law 3471/2006 Art. 11", false, [
    { ...email, situation: "nothing known", ...refused, rows: ["GR-3471-11"], reviewed: true },
    {
      ...sms,
      situation: "single opt-in",
      ...allowed,
      obligations: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
      reviewed: true,
    },
    { ...email, situation: "sale with offer", ...allowed, rows: ["GR-3471-11-3"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["GR-3471-11-3"] },
    { ...email, situation: "nothing known", ...company, ...refused, rows: ["GR-3471-11"] },
    { ...email, situation: "withdrawn", ...refused },
  ]),
  ...linesOf("RO", "Law 506/2004 Art. 12; Law 365/2002 Art. 6", false, [
    { ...email, situation: "nothing known", ...refused, rows: ["RO-365-6"], reviewed: true },
    {
      ...email,
      situation: "single opt-in",
      ...allowed,
      rows: ["RO-365-6"],
      obligations: ["AD_IDENTIFICATION", "SENDER_ID"],
      reviewed: true,
    },
    { ...email, situation: "sale with offer", ...allowed, rows: ["RO-506-12-2"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["RO-506-12-2"] },
    { ...sms, situation: "sale with offer", ...refused, rows: ["RO-506-12"] },
    { ...sms, situation: "single opt-in", ...allowed, rows: ["RO-506-12"] },
    { ...email, situation: "nothing known", ...company, ...refused, rows: ["RO-365-6"] },
  ]),
  ...linesOf("BG", "Electronic Commerce Act Art. 6; Electronic Communications Act Art. 261", true, [
    { ...email, situation: "nothing known", ...refused, rows: ["BG-ZET-6"] },
    { ...email, situation: "single opt-in", ...allowed, rows: ["BG-ZET-6"] },
    { ...email, situation: "sale with offer", ...allowed, rows: ["BG-ZES-261-2"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["BG-ZES-261-2"] },
    {
      ...email,
      situation: "nothing known",
      ...company,
      ...allowed,
      rows: ["BG-ZET-6-CO"],
      obligations: ["AD_IDENTIFICATION"],
    },
    { ...email, situation: "single opt-in", ...company, ...allowed, free: ["AD_IDENTIFICATION"] },
    { ...email, situation: "said no", ...company, ...refused, rows: ["BG-ZET-6-CO"] },
    { ...sms, situation: "nothing known", ...company, ...refused, rows: ["BG-ZET-6-CO-SMS"] },
    { ...sms, situation: "single opt-in", ...company, ...allowed, rows: ["BG-ZET-6-CO-SMS"] },
    { ...email, situation: "nothing known", ...professional, ...refused },
  ]),
  ...linesOf("HR", "Zakon o elektroničkim komunikacijama Art. 50", false, [
    { ...email, situation: "nothing known", ...refused, rows: ["HR-ZEK-50"] },
    { ...sms, situation: "single opt-in", ...allowed, rows: ["HR-ZEK-50"] },
    { ...email, situation: "sale with offer", ...allowed, rows: ["HR-ZEK-50-SOFT"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["HR-ZEK-50-SOFT"] },
    { ...sms, situation: "sale with offer", ...refused, rows: ["HR-ZEK-50"] },
    { ...email, situation: "nothing known", ...company, ...allowed, rows: ["HR-ZEK-50-CO"] },
    { ...email, situation: "said no", ...company, ...refused, rows: ["HR-ZEK-50-CO"] },
    { ...email, situation: "nothing known", ...professional, ...refused },
  ]),
  ...linesOf("SI", "ZEKom-2 Art. 226", false, [
    { ...email, situation: "nothing known", ...refused, rows: ["SI-ZEKOM-226"] },
    { ...email, situation: "single opt-in", ...allowed, rows: ["SI-ZEKOM-226"] },
    { ...email, situation: "sale with offer", ...allowed, rows: ["SI-ZEKOM-226-2"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["SI-ZEKOM-226-2"] },
    { ...sms, situation: "sale with offer", ...refused, rows: ["SI-ZEKOM-226"] },
    { ...email, situation: "nothing known", ...company, ...allowed, rows: ["SI-ZEKOM-226-4"] },
    { ...email, situation: "nothing known", ...professional, ...allowed },
    { ...email, situation: "said no", ...professional, ...refused, rows: ["SI-ZEKOM-226-4"] },
    { ...email, situation: "nothing known", ...trader, ...refused },
  ]),
  ...linesOf("EE", "Elektroonilise side seadus § 103¹", true, [
    { ...email, situation: "nothing known", ...refused, rows: ["EE-ESS-103"] },
    {
      ...email,
      situation: "single opt-in",
      ...allowed,
      rows: ["EE-ESS-103"],
      obligations: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
    },
    { ...email, situation: "sale with offer", ...allowed, rows: ["EE-ESS-103-3"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["EE-ESS-103-3"] },
    { ...email, situation: "nothing known", ...company, ...allowed, rows: ["EE-ESS-103-2"] },
    { ...email, situation: "said no", ...company, ...refused, rows: ["EE-ESS-103-2"] },
    { ...email, situation: "nothing known", ...professional, ...forWork, ...allowed },
    {
      ...email,
      situation: "nothing known",
      ...professional,
      ...refused,
      codes: ["OPT_OUT_NOT_PROFESSIONAL"],
      reviewed: false,
    },
    { ...email, situation: "import without evidence", ...professional, ...refused },
  ]),
  ...linesOf("LV", "Informācijas sabiedrības pakalpojumu likums Art. 9; DVI", true, [
    { ...email, situation: "nothing known", ...refused, rows: ["LV-ISPL-9"] },
    {
      ...email,
      situation: "single opt-in",
      ...allowed,
      rows: ["LV-ISPL-9"],
      obligations: ["AD_IDENTIFICATION", "SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
    },
    { ...email, situation: "sale with offer", ...allowed, rows: ["LV-ISPL-9-2"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["LV-ISPL-9-2"] },
    { ...email, situation: "nothing known", ...company, ...allowed, rows: ["LV-ISPL-9-CO"] },
    { ...email, situation: "said no", ...company, ...refused, rows: ["LV-ISPL-9-CO"] },
    { ...email, situation: "nothing known", ...professional, ...refused, reviewed: false },
  ]),
  ...linesOf("LT", "Law on Electronic Communications Art. 81", false, [
    { ...email, situation: "nothing known", ...refused, rows: ["LT-ERI-81"] },
    {
      ...email,
      situation: "single opt-in",
      ...allowed,
      rows: ["LT-ERI-81"],
      obligations: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
    },
    { ...email, situation: "sale with offer", ...allowed, rows: ["LT-ERI-81-2"] },
    { ...email, situation: "sale without offer", ...refused, rows: ["LT-ERI-81-2"] },
    { ...sms, situation: "sale with offer", ...refused, rows: ["LT-ERI-81"] },
    { ...email, situation: "nothing known", ...company, ...refused, rows: ["LT-ERI-81"] },
    { ...email, situation: "published address", ...company, ...refused },
  ]),
];
