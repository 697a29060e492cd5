import type { RuleParams } from "../rule-row.js";

/** Prior consent as Directive 2002/58/EC Art. 13(1) and most of its transpositions ask for it. */
export const priorConsent: RuleParams["consent"] = {
  confirmation: "optional",
  confirmByGet: "accept",
  strength: "express",
  asserted: "evidence",
};

/** The exception for customers as Art. 13(2) and most of its transpositions put it. */
export const forCustomers: RuleParams["soft_opt_in"] = {
  relationships: ["sale"],
  offerAtCollection: true,
  offerInEachMessage: true,
  similarOnly: true,
};
