import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** South Korea: consent, label, night and confirmation. */
export const krRules: RulePack = {
  id: "kr",
  version: "2026-11-29",
  title: "South Korea: Network Act",
  rows: [
    {
      id: "KR-NET-50",
      appliesTo: ["KR"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Network Act Art. 50(1)",
      verifiedOn,
      source: "statute",
    },
    {
      id: "KR-NET-50-1-1",
      appliesTo: ["KR"],
      channel: "any",
      rule: "soft_opt_in",
      params: {
        relationships: ["sale", "contract"],
        offerAtCollection: false,
        offerInEachMessage: true,
        similarOnly: true,
        endsAfter: "P6M",
      },
      cite: "Network Act Art. 50(1)(1); Enforcement Decree Art. 61(1)",
      verifiedOn,
      source: "statute",
      note:
        "Of the same kind as what was bought, with contact data collected from the " +
        "person; six months from the end of the transaction.",
    },
    {
      id: "KR-NET-50-3",
      appliesTo: ["KR"],
      channel: "sms",
      rule: "quiet_hours",
      params: {
        quiet: [{ from: "21:00", to: "08:00" }],
        zones: ["Asia/Seoul"],
      },
      cite: "Network Act Art. 50(3); Enforcement Decree Art. 61(2)",
      verifiedOn,
      source: "statute",
      note:
        "With a consent of its own the night is allowed; the ledger knows none, so it " +
        "waits. E-mail is exempt by the decree, which was found quoted.",
    },
    {
      id: "KR-NET-50-4",
      appliesTo: ["KR"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Network Act Art. 50(4), (6)",
      verifiedOn,
      source: "statute",
      note: "Refusing must cost nothing.",
    },
    {
      id: "KR-NET-AD",
      appliesTo: ["KR"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["AD_LABEL_KR"],
        classes: ["marketing"],
      },
      cite: "Network Act Art. 50(4); Enforcement Decree Art. 61(3)",
      verifiedOn,
      source: "secondary",
      note:
        "Begins with (광고): in the subject of a mail, at the head of a text. The number " +
        "of the paragraph in the decree was not verified.",
    },
    {
      id: "KR-NET-50-8",
      appliesTo: ["KR"],
      channel: "any",
      rule: "freshness",
      params: {
        after: "P2Y",
      },
      cite: "Network Act Art. 50(8); Enforcement Decree Art. 62-3(1)",
      verifiedOn,
      source: "statute",
      note:
        "The sender confirms the consent every two years and says when it was given " +
        "and how to keep or end it. Record the confirmation as a review. What silence " +
        "means is open. One account holds the duty for repealed in 2023; texts of 2026 " +
        "still have it.",
    },
  ],
};
