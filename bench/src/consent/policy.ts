import { type DecisionFacts, type DecisionRules, decide, ruleBook } from "@wellsent/consent";
import { cellState, foldEvents, type Projection } from "@wellsent/consent/ledger";
import { deRules, euRules, ukRules, usEmailRules } from "@wellsent/consent/rules";
import { type ConsentQuestion, contactPointId, type Decision, tenantId } from "@wellsent/core";
import { drawHistory, now } from "./histories.ts";

/** Why a message is refused, as every engine of the contest can say it. */
export type Refusal = "restricted" | "suppressed" | "withdrawn" | "no_basis";

/**
 * What the engines that hold no ledger are given of one person: flat, found out beforehand and not
 * timed, as an application would keep it in a row of its own.
 */
export interface PolicyInput {
  readonly country: "DE" | "GB" | "US";
  readonly messageClass: "marketing" | "service" | "transactional";
  readonly restricted: boolean;
  readonly bounced: boolean;
  readonly complained: boolean;
  /** A no stands: of the purpose or topic asked about, or of something wider. */
  readonly withdrawn: boolean;
  /** That no names a purpose, and so means messages of service too. */
  readonly withdrawnByPurpose: boolean;
  readonly consent: "confirmed" | "said" | "none";
}

export interface PolicyCase {
  readonly question: ConsentQuestion;
  readonly facts: DecisionFacts;
  readonly input: PolicyInput;
}

const rules: DecisionRules = { book: ruleBook([euRules, deRules, ukRules, usEmailRules]) };

const countries = ["DE", "GB", "US"] as const;
const messageClasses = ["marketing", "marketing", "service", "transactional"] as const;
const wanted = [
  { purpose: "marketing.newsletter" },
  { purpose: "marketing.offers" },
  { purpose: "marketing.offers", topic: "shoes" },
] as const;

export function decideCase({ question, facts }: PolicyCase): Decision {
  return decide(question, facts, rules);
}

function readRefusal(code: string): Refusal {
  return code === "RESTRICTED"
    ? "restricted"
    : code.startsWith("SUPPRESSED_")
      ? "suppressed"
      : code === "WITHDRAWN" || code === "COMPLAINED"
        ? "withdrawn"
        : "no_basis";
}

/** Ours in the words of the contest, in order of precedence. */
export function listRefusals({ reasons }: Decision): readonly Refusal[] {
  return [
    ...new Set(
      reasons.filter(({ effect }) => effect === "deny").map(({ code }) => readRefusal(code)),
    ),
  ];
}

/** When the mailbox last proved a will of its own: that ends a bounce and a complaint alike. */
function provenAt({ requests }: Projection): number | undefined {
  let last: number | undefined;
  for (const { cell, asked, answer } of Object.values(requests)) {
    if (cell === undefined || asked === undefined || answer === undefined) continue;
    if (answer.at < asked.at || answer.cell.purpose !== cell.purpose) continue;
    if (answer.cell.topic !== cell.topic || answer.cell.activity !== cell.activity) continue;
    if (last === undefined || asked.at > last) last = asked.at;
  }
  return last;
}

export function policyCase(seed: number): PolicyCase {
  const pick = <T>(from: readonly T[], turn: number): T => from[turn % from.length] as T;
  const about = pick(wanted, seed);
  const country = pick(countries, Math.floor(seed / 3));
  const messageClass = pick(messageClasses, Math.floor(seed / 9));
  const projection = foldEvents(drawHistory(seed, 2 + (seed % 10)));
  const state = cellState(projection, { channel: "email", activity: "send", ...about }, now);
  const { set, lifted } = projection.restriction;
  const proof = provenAt(projection);
  const isSuppressed = (reason: string): boolean =>
    Object.values(projection.suppressions).some(
      (each) =>
        each.reason === reason &&
        each.added !== undefined &&
        !(proof !== undefined && proof > each.added.at),
    );
  return {
    question: {
      tenant: tenantId("t1"),
      contactPoint: contactPointId("cp_5f0d2c91"),
      channel: "email",
      ...about,
      activity: "send",
      messageClass,
      jurisdictions: [country],
      timeZones: ["Europe/Berlin"],
      at: now,
    },
    facts: { projection, suppressions: [], logSize: 1000 },
    input: {
      country,
      messageClass,
      restricted: set !== undefined && !(lifted !== undefined && lifted.at > set.at),
      bounced: isSuppressed("hard_bounce"),
      complained: isSuppressed("complaint"),
      withdrawn: state.status === "denied",
      withdrawnByPurpose: state.denials.some(({ scope }) => scope.purpose !== undefined),
      consent: state.grants.some(({ sort }) => sort === "confirmed")
        ? "confirmed"
        : state.grants.some(({ sort }) => sort === "subject")
          ? "said"
          : "none",
    },
  };
}
