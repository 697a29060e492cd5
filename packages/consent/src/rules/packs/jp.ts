import type { RulePack } from "../rule-row.js";
import { priorConsent } from "./directive-params.js";

const verifiedOn = "2026-11-29";

/** Japan: specified electronic mail, texts to phone numbers among them. */
export const jpRules: RulePack = {
  id: "jp",
  version: "2026-11-29",
  title: "Japan: Act on Regulation of Transmission of Specified Electronic Mail",
  rows: [
    {
      id: "JP-SEM-3",
      appliesTo: ["JP"],
      channel: "any",
      rule: "consent",
      params: priorConsent,
      cite: "Act on Regulation of Transmission of Specified Electronic Mail Art. 3(1)(i)",
      verifiedOn,
      source: "statute",
      note:
        "For mail order the Act on Specified Commercial Transactions asks for consent " +
        "as well.",
    },
    {
      id: "JP-SEM-3-TRADE",
      appliesTo: ["JP"],
      channel: "any",
      subjects: ["sole_trader", "professional", "company"],
      rule: "implied",
      params: {
        periods: { contract: "while_it_stands", disclosed: "while_it_stands" },
      },
      cite:
        "Act on Regulation of Transmission of Specified Electronic Mail Art. " +
        "3(1)(ii)-(iii); Enforcement Regulation Art. 2",
      verifiedOn,
      source: "statute",
      note:
        "Those in a business relationship, and those who notified their address in " +
        "writing, as by a business card. Not for consumers, whom the Act on Specified " +
        "Commercial Transactions protects in mail order.",
    },
    {
      id: "JP-SEM-3-PUBLIC",
      appliesTo: ["JP"],
      channel: "any",
      subjects: ["sole_trader", "company"],
      rule: "implied",
      params: {
        periods: { published: "while_it_stands" },
      },
      cite:
        "Act on Regulation of Transmission of Specified Electronic Mail Art. 3(1)(iv); " +
        "Enforcement Regulation Art. 3",
      verifiedOn,
      source: "statute",
      note:
        "Organizations and individuals in business, without a wish not to be written " +
        "to beside the address.",
    },
    {
      id: "JP-SEM-4",
      appliesTo: ["JP"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "UNSUBSCRIBE_ADDRESS", "POSTAL_ADDRESS"],
        classes: ["marketing"],
      },
      cite:
        "Act on Regulation of Transmission of Specified Electronic Mail Art. 4; " +
        "Enforcement Regulation Art. 9",
      verifiedOn,
      source: "secondary",
    },
    {
      id: "JP-SEM-3-2",
      appliesTo: ["JP"],
      channel: "any",
      rule: "proof",
      params: {
        what: "A record that proves the request or the consent",
      },
      cite: "Act on Regulation of Transmission of Specified Electronic Mail Art. 3(2)",
      verifiedOn,
      source: "statute",
      note:
        "How long to keep it is in Enforcement Regulation Art. 4, which was not found " +
        "in full.",
    },
  ],
};
