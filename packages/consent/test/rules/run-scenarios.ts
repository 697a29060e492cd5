import type { Activity, ConsentChannel, Decision, MessageClass } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import type { SubjectKind } from "../../src/entries/ledger.js";
import { recordDescription } from "../../src/entries/records.js";
import { explainRules, type RuleRow, rulePacks } from "../../src/entries/rules.js";
import { consentGate, type Organization, type RulePack, ruleBook } from "../../src/index.js";
import { counted, keys, seeded } from "../support/keys.js";
import { codes, day, memoryLedger, point } from "../support/ledger.js";
import { askedAt, type Situation, situations } from "./situations.js";

/** One line of the table: who is written to where, what is known of them, what must come out. */
export interface Scenario {
  /** ISO 3166, with subdivision where needed. */
  readonly place: string;
  readonly channel: ConsentChannel;
  readonly situation: Situation;
  readonly expected: "allowed" | "refused";
  /** The article, judgment or guidance that the expectation was taken from. */
  readonly source: string;
  /** Whether somebody checked the expectation against that source. */
  readonly reviewed: boolean;
  /** Whose address it is, known with evidence. Absent: nothing is known, so a person's. */
  readonly subject?: SubjectKind;
  /** The description has no evidence behind it. */
  readonly undocumented?: boolean;
  /** What the tenant is. Absent: a business without charitable or professional purposes. */
  readonly organization?: Organization;
  /** Absent: `marketing`. */
  readonly messageClass?: MessageClass;
  /** Absent: `send`. */
  readonly activity?: Activity;
  /** Absent: `marketing.newsletter`. */
  readonly purpose?: string;
  /** When it is asked. Absent: {@link askedAt}. */
  readonly at?: string;
  /** Absent: UTC. */
  readonly timeZone?: string;
  /** Rests on. Only where allowed. */
  readonly basis?: string;
  /** Codes among the reasons. */
  readonly codes?: readonly string[];
  /** Rows that some reason names. */
  readonly rows?: readonly string[];
  /** Rows with what they say: `IE-13-11 SOFT_OPT_IN_SILENCE`. */
  readonly says?: readonly string[];
  /** Obligations among those of the decision. */
  readonly obligations?: readonly string[];
  /** Rows that `explainRules` names as duties of such a message. */
  readonly duties?: readonly string[];
  /** Obligations that the decision must not name. */
  readonly free?: readonly string[];
}

/** Making packs ready costs more than a decision by them. */
const gates = new WeakMap<readonly RulePack[], Map<string, ReturnType<typeof consentGate>>>();

function gateFor(packs: readonly RulePack[], organization: Organization | undefined) {
  const made = gates.get(packs) ?? new Map<string, ReturnType<typeof consentGate>>();
  gates.set(packs, made);
  const key = JSON.stringify(organization ?? null);
  const gate =
    made.get(key) ??
    consentGate({
      rules: packs.filter(({ id }) => id !== "strictest"),
      keys,
      ...(organization === undefined ? {} : { organization }),
    });
  made.set(key, gate);
  return gate;
}

export function decideScenario(scenario: Scenario, packs = rulePacks): Decision {
  const at = scenario.at === undefined ? askedAt : Date.parse(scenario.at);
  const { organization, subject, channel } = scenario;
  const ledger = memoryLedger(gateFor(packs, organization));
  const described =
    subject === undefined
      ? []
      : [
          recordDescription(
            { ids: counted("who"), random: seeded(), now: at - 2000 * day },
            {
              contactPoint: point,
              kind: subject,
              ...(scenario.undocumented === true
                ? {}
                : { payload: { url: "https://acme.example/imprint" } }),
            },
          ),
        ];
  const drafts = [...described, ...situations[scenario.situation]({ channel, at })];
  const { refused } = ledger.append(at - 1, drafts);
  if (refused.length > 0) throw new Error(`The ledger refused ${refused[0]?.code}.`);
  return ledger.decide({
    at,
    channel,
    purpose: scenario.purpose ?? "marketing.newsletter",
    activity: scenario.activity ?? "send",
    messageClass: scenario.messageClass ?? "marketing",
    jurisdictions: [scenario.place],
    timeZones: [scenario.timeZone ?? "UTC"],
  });
}

function listDuties(scenario: Scenario, packs: readonly RulePack[]): readonly string[] {
  const { place: country, channel, subject = "person", messageClass = "marketing" } = scenario;
  const book = ruleBook(packs.filter(({ id }) => id !== "strictest"));
  return explainRules(book, { country, channel, subject, messageClass }).duties.map(
    ({ row }) => row,
  );
}

/** What differs from the table, in words; nothing where the decision is as expected. */
export function findFaults(
  scenario: Scenario,
  decision: Decision,
  packs = rulePacks,
): readonly string[] {
  const { reasons, obligations } = decision;
  const said = new Set(reasons.map(({ row, code }) => `${row} ${code}`));
  const named = new Set(reasons.map(({ row }) => row));
  const absent = (what: string, wanted: readonly string[] = [], has: (one: string) => boolean) =>
    wanted.filter((one) => !has(one)).map((one) => `no ${what} ${one}`);
  return [
    ...(decision.allowed === (scenario.expected === "allowed") ? [] : [`not ${scenario.expected}`]),
    ...(scenario.basis === undefined || scenario.basis === decision.basis
      ? []
      : [`rests on ${decision.basis}`]),
    ...absent("code", scenario.codes, (code) => codes(decision).includes(code)),
    ...absent("row", scenario.rows, (row) => named.has(row)),
    ...absent("word of", scenario.says, (one) => said.has(one)),
    ...absent("obligation", scenario.obligations, (code) => obligations.includes(code)),
    ...absent("duty", scenario.duties, (row) => listDuties(scenario, packs).includes(row)),
    ...(scenario.free ?? [])
      .filter((code) => obligations.includes(code))
      .map((code) => `obligation ${code}`),
  ];
}

function createTitle({ place, channel, subject, situation, expected, ...more }: Scenario): string {
  const extra = [more.messageClass, more.activity, more.purpose, more.at, more.organization?.kind];
  return [place, channel, subject ?? "unknown", situation, ...extra.filter(Boolean), expected]
    .concat(more.organization?.professional === undefined ? [] : ["professional purpose"])
    .concat(more.organization?.exemptions ?? [])
    .concat(more.undocumented === true ? ["undocumented"] : [])
    .join(" · ");
}

/** Rows that say whether one may write: only these are ever named by a reason to allow or deny. */
const ruling: ReadonlySet<RuleRow["rule"]> = new Set<RuleRow["rule"]>([
  "consent",
  "soft_opt_in",
  "implied",
  "opt_out",
]);

/** Whether a decision rests on a row, or is refused for want of what it asks. */
function speaks(decision: Decision, row: string, effect: "allow" | "deny"): boolean {
  return (
    decision.allowed === (effect === "allow") &&
    decision.reasons.some((reason) => reason.row === row && reason.effect === effect)
  );
}

/** An opt-out has no condition that fails: what refuses it is a no that the person said. */
function refuses(decision: Decision, { id, rule, params }: RuleRow): boolean {
  return (
    speaks(decision, id, "deny") ||
    (rule === "opt_out" &&
      params.professionalOnly !== true &&
      !decision.allowed &&
      decision.reasons.some((reason) => reason.row === id))
  );
}

/**
 * One test a scenario, and for `packs` that the table is complete: each of their rows that rules on
 * writing is rested on by one allowed scenario and named by one refused, and each duty is named by
 * one scenario.
 */
export function runScenarios(
  title: string,
  scenarios: readonly Scenario[],
  packs: readonly RulePack[],
): void {
  const decisions = scenarios.map((scenario) => ({ scenario, decision: decideScenario(scenario) }));

  describe(title, () => {
    it.each(decisions.map((each) => [createTitle(each.scenario), each] as const))(
      "%s",
      (_, { scenario, decision }) => {
        expect(findFaults(scenario, decision), JSON.stringify(decision.reasons)).toEqual([]);
      },
    );

    it("names no two scenarios alike", () => {
      const titles = scenarios.map(createTitle);
      expect(titles.filter((each, index) => titles.indexOf(each) !== index)).toEqual([]);
    });

    it.each(packs.map((pack) => [pack.id, pack] as const))("covers every row of %s", (_, pack) => {
      const rows = pack.rows.filter(({ rule }) => ruling.has(rule));
      const unseen = rows.flatMap((row) => [
        ...(decisions.some(({ decision }) => speaks(decision, row.id, "allow"))
          ? []
          : [`${row.id} allows nothing`]),
        ...(decisions.some(({ decision }) => refuses(decision, row))
          ? []
          : [`${row.id} refuses nothing`]),
      ]);
      const named = new Set(scenarios.flatMap(({ obligations = [] }) => obligations));
      const undone = pack.rows.flatMap((row) =>
        row.rule === "obligation" && !row.params.codes.every((code) => named.has(code))
          ? [`${row.id} is no scenario's duty`]
          : [],
      );
      expect([...unseen, ...undone]).toEqual([]);
    });
  });
}
