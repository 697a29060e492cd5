import type { JsonObject } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import { isPeriod } from "../rules/index.js";

/**
 * What a rule is about. `unconfirmed_request`: somebody asked and the mailbox never answered.
 * `request`: where and how somebody filled in a form, once it was answered; only with a rule of its
 * own, for a tenant that keeps no more evidence than it must. `consent_evidence`: what proves a
 * yes. `phone_consent`: the same, given by phone. `text_consent`: the same, to text messages;
 * without a rule of its own it is as any other. `denial`: the words of a no. `rights_case`: the
 * file of a rights request. `unconfirmed_contact`: a person of whom nothing else is known.
 * `ledger`: the pseudonymous leaves.
 */
export type RetentionClass =
  | "unconfirmed_request"
  | "request"
  | "consent_evidence"
  | "phone_consent"
  | "text_consent"
  | "denial"
  | "rights_case"
  | "unconfirmed_contact"
  | "ledger";

/**
 * `destroy_payload` leaves the leaf; `unlink` removes the person's record; `prune_epoch` seals off
 * whole calendar years of leaves.
 */
export type RetentionAction = "destroy_payload" | "unlink" | "prune_epoch";

export interface RetentionRule {
  readonly id: string;
  readonly dataClass: RetentionClass;
  /**
   * From when it is counted: what happened, the end of the consent or the case, or the end of that
   * year.
   */
  readonly startEvent: "event" | "end" | "end_of_year";
  /** ISO 8601: `P30D`, `P3Y`. */
  readonly period: string;
  readonly action: RetentionAction;
  readonly legalRef: string;
}

const actions: Readonly<Record<RetentionClass, RetentionAction>> = {
  unconfirmed_request: "destroy_payload",
  request: "destroy_payload",
  consent_evidence: "destroy_payload",
  phone_consent: "destroy_payload",
  text_consent: "destroy_payload",
  denial: "destroy_payload",
  rights_case: "destroy_payload",
  unconfirmed_contact: "unlink",
  ledger: "prune_epoch",
};

/**
 * Every parameter is a suggestion for the tenant's lawyer. Without `request`: a tenant has to prove
 * what it was told.
 */
export const defaultRetention: readonly RetentionRule[] = [
  {
    id: "unconfirmed-requests",
    dataClass: "unconfirmed_request",
    startEvent: "event",
    period: "P30D",
    action: "destroy_payload",
    legalRef: "GDPR Art. 5(1)(c), (e)",
  },
  {
    id: "consent-evidence",
    dataClass: "consent_evidence",
    startEvent: "end_of_year",
    period: "P3Y",
    action: "destroy_payload",
    legalRef: "GDPR Art. 7(1); BGB §§ 195, 199(1)",
  },
  {
    id: "phone-consent",
    dataClass: "phone_consent",
    startEvent: "end",
    period: "P5Y",
    action: "destroy_payload",
    legalRef: "UWG § 7a(2)",
  },
  {
    // A suit may follow any text within four years, and the last goes out before the consent ends.
    id: "text-consent",
    dataClass: "text_consent",
    startEvent: "end_of_year",
    period: "P4Y",
    action: "destroy_payload",
    legalRef: "28 U.S.C. 1658(a)",
  },
  {
    id: "denials",
    dataClass: "denial",
    startEvent: "end_of_year",
    period: "P3Y",
    action: "destroy_payload",
    legalRef: "GDPR Art. 5(2); BGB §§ 195, 199(1)",
  },
  {
    id: "rights-cases",
    dataClass: "rights_case",
    startEvent: "end_of_year",
    period: "P3Y",
    action: "destroy_payload",
    legalRef: "GDPR Art. 5(2); 11 CCR 7101 (24 months)",
  },
];

/**
 * For a tenant that keeps no IP addresses and browsers of answered requests: GDPR Art. 5(1)(c)
 * before Art. 7(1).
 */
export const withoutRequests: RetentionRule = {
  id: "requests",
  dataClass: "request",
  startEvent: "event",
  period: "P90D",
  action: "destroy_payload",
  legalRef: "GDPR Art. 5(1)(c)",
};

/**
 * Removes people who asked and never confirmed. Not among the defaults: it is for a tenant whose
 * contacts come from sign-up forms alone, since a customer's record would go as well.
 */
export const forgetUnconfirmed: RetentionRule = {
  id: "unconfirmed-contacts",
  dataClass: "unconfirmed_contact",
  startEvent: "event",
  period: "P30D",
  action: "unlink",
  legalRef: "GDPR Art. 5(1)(e)",
};

const startEvents = ["event", "end", "end_of_year"] as const;

/** JSON Schema 2020-12 of rules as data. */
export const retentionSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:wellsent:schema:retention:1",
  title: "Wellsent retention rules",
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["id", "dataClass", "startEvent", "period", "action", "legalRef"],
    properties: {
      id: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$" },
      dataClass: { enum: Object.keys(actions) },
      startEvent: { enum: [...startEvents] },
      period: { type: "string", pattern: "^P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?$" },
      action: { enum: [...new Set(Object.values(actions))] },
      legalRef: { type: "string", minLength: 1 },
    },
  },
};

function refuse(path: string, message: string, remedy: string): DefinitionError {
  return new DefinitionError("DEFINITION_RETENTION", message, { path, remedy });
}

/**
 * Checks rules, whether written in code or read from JSON.
 * @throws DefinitionError `DEFINITION_RETENTION` for two rules about one class, a class and an
 * action that do not go together, a period that is none, or a rule that does not say on what law it
 * rests.
 */
export function defineRetention(rules: readonly RetentionRule[]): readonly RetentionRule[] {
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    const path = `[${index}]`;
    if (!/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/.test(rule.id))
      throw refuse(path, "A rule has no usable id.", "Name it like consent-evidence.");
    if (!Object.hasOwn(actions, rule.dataClass) || !startEvents.includes(rule.startEvent)) {
      throw refuse(
        path,
        "A rule is about a class of data or a start that there is not.",
        "See RetentionClass.",
      );
    }
    if (actions[rule.dataClass] !== rule.action) {
      throw refuse(
        path,
        "This class of data cannot be treated so.",
        `Use ${actions[rule.dataClass]}.`,
      );
    }
    if (!isPeriod(rule.period))
      throw refuse(path, "A period is not ISO 8601.", "Write P30D or P3Y.");
    if (rule.legalRef.trim() === "")
      throw refuse(path, "A rule does not say on what it rests.", "Fill legalRef.");
    if (seen.has(rule.dataClass) || seen.has(`#${rule.id}`)) {
      throw refuse(path, "Two rules have one id or one class of data.", "Keep one of them.");
    }
    seen.add(rule.dataClass).add(`#${rule.id}`);
  });
  return rules;
}
