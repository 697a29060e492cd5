import { defineRules } from "../define-rules.js";
import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-21";

/** France: the CNIL on pixels in mail. Used together with the EU pack. */
export const fr: RulePack = defineRules({
  id: "fr",
  version: "2026-11-21",
  title: "France: CNIL on tracking in mail",
  rows: [
    {
      id: "FR-PIX",
      appliesTo: ["FR"],
      channel: "email",
      rule: "tracking",
      params: {
        activities: ["track.open"],
        exemptions: [
          {
            name: "authentication_security",
            purposes: ["service.security"],
            obligations: ["PIXEL_FOR_SECURITY_ONLY"],
          },
          {
            name: "deliverability",
            purposes: ["service.deliverability"],
            obligations: ["KEEP_LAST_OPEN_DAY_ONLY"],
          },
        ],
      },
      cite: "CNIL délibération 2026-042, 12 Mar 2026; Loi Informatique et Libertés Art. 82",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "FR-PIX-LINK",
      appliesTo: ["FR"],
      channel: "email",
      rule: "obligation",
      params: { codes: ["TRACKING_OPT_OUT_LINK"], classes: ["marketing", "service"] },
      cite: "CNIL délibération 2026-042, 12 Mar 2026",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "FR-PIX-REASK",
      appliesTo: ["FR"],
      channel: "email",
      rule: "reask",
      params: { after: "P6M", activities: ["track.open", "track.click"] },
      cite: "CNIL délibération 2026-042, 12 Mar 2026",
      verifiedOn,
      source: "secondary",
    },
  ],
});
