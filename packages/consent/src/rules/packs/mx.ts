import type { RulePack } from "../rule-row.js";

const verifiedOn = "2026-11-29";

/** Mexico: advertising to consumers, until they say no. */
export const mxRules: RulePack = {
  id: "mx",
  version: "2026-11-29",
  title: "Mexico: Federal Consumer Protection Law",
  rows: [
    {
      id: "MX-LFPC-18BIS",
      appliesTo: ["MX"],
      channel: "any",
      rule: "opt_out",
      params: {},
      cite: "Ley Federal de Protección al Consumidor Art. 17, 18 BIS",
      verifiedOn,
      source: "statute",
      note: "The data protection law of 2025 asks for a privacy notice; it was not read.",
    },
    {
      id: "MX-LFPC-REPEP",
      appliesTo: ["MX"],
      channel: "sms",
      rule: "obligation",
      params: {
        codes: ["CHECK_REPEP"],
        classes: ["marketing"],
      },
      cite: "Ley Federal de Protección al Consumidor Art. 18 BIS",
      verifiedOn,
      source: "statute",
      note:
        "Numbers in the public register (REPEP) are not written to: load it as " +
        "suppressions with the reason registry.",
    },
    {
      id: "MX-LFPC-17",
      appliesTo: ["MX"],
      channel: "any",
      rule: "obligation",
      params: {
        codes: ["SENDER_ID", "POSTAL_ADDRESS"],
        classes: ["marketing"],
      },
      cite: "Ley Federal de Protección al Consumidor Art. 17",
      verifiedOn,
      source: "statute",
      note:
        "Name, address and telephone, or failing that the electronic address, of the " +
        "sender and of the consumer agency.",
    },
  ],
};
