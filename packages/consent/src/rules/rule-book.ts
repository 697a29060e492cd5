import type { ConsentChannel, ConsentQuestion } from "@wellsent/core";
import { canonicalize } from "../canonical/index.js";
import { toHex, utf8 } from "../encoding/index.js";
import type { SubjectKind } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import { defineRules } from "./define-rules.js";
import { strictestRules } from "./packs/strictest.js";
import { worldRules } from "./packs/world.js";
import { type PlaceTable, placeTable } from "./place-table.js";
import type { Plan } from "./plan.js";
import { planTable } from "./plan-table.js";
import type { Place } from "./regime.js";
import type { RulePack, RuleRow } from "./rule-row.js";

/** Rule packs made ready for deciding. */
export interface RuleBook {
  readonly id: string;
  /**
   * SHA-256 over the canonical JSON of every pack: names exactly the rules a decision was taken by.
   */
  readonly digest: string;
  readonly packs: readonly RulePack[];
  /**
   * One for each place a person is known to be in. None, or one nobody ruled on: every regime there
   * is, and the strictest. `home`: of the sender, whose law may bind as well.
   */
  readonly placesFor: (
    jurisdictions: readonly string[],
    channel: ConsentChannel,
    subject: SubjectKind,
    home?: readonly string[],
  ) => readonly Place[];
  /** What binds a message to such a recipient, and the law that reads it. */
  readonly planFor: (
    question: ConsentQuestion,
    subject: SubjectKind,
    home?: readonly string[],
  ) => Plan;
}

export function rulesDigest(packs: readonly RulePack[]): string {
  return toHex(sha256(utf8(canonicalize(packs))));
}

/**
 * @throws DefinitionError what `defineRules` throws; `DEFINITION_RULES_OVERLAP` for two packs of
 * one id.
 */
export function ruleBook(packs: readonly RulePack[]): RuleBook {
  const all = [
    ...packs.filter((pack) => pack.id !== worldRules.id && pack.id !== strictestRules.id),
    worldRules,
  ];
  defineRules({ id: "book", version: "2026-01-01", title: "", rows: all.flatMap(idOnly) });
  for (const pack of all) defineRules(pack);
  const sorted = [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
  // Of one digest, so of one answer: reasons do not follow the order in which packs were given.
  const shown = sorted.map(withCounsel);
  const tables = {
    email: new Map<SubjectKind, PlaceTable>(),
    sms: new Map<SubjectKind, PlaceTable>(),
    call: new Map<SubjectKind, PlaceTable>(),
  };
  const tableFor = (channel: ConsentChannel, subject: SubjectKind): PlaceTable => {
    let table = tables[channel].get(subject);
    if (table === undefined) {
      table = placeTable(shown, channel, subject);
      tables[channel].set(subject, table);
    }
    return table;
  };
  const placesFor: RuleBook["placesFor"] = (jurisdictions, channel, subject, home) =>
    tableFor(channel, subject)(jurisdictions, home);
  const plan = planTable();
  return {
    id: sorted.map((pack) => `${pack.id}@${pack.version}`).join("+"),
    digest: rulesDigest([...sorted, strictestRules]),
    packs: sorted,
    placesFor,
    planFor: (question, subject, home) =>
      plan(question, placesFor(question.jurisdictions, question.channel, subject, home)),
  };
}

/** A host's own row says in each decision whose it is. */
function withCounsel(pack: RulePack): RulePack {
  return {
    ...pack,
    rows: pack.rows.map((row) =>
      row.counsel === undefined
        ? row
        : { ...row, cite: `${row.cite} (own rule of ${row.counsel.name}, ${row.counsel.on})` },
    ),
  };
}

/** One row per pack, so that two packs of one id are found as two rows of one id. */
function idOnly(pack: RulePack): readonly RuleRow[] {
  return [
    {
      id: pack.id,
      appliesTo: ["*"],
      channel: "any",
      rule: "principle",
      params: { says: pack.title },
      cite: pack.id,
      verifiedOn: "2026-01-01",
      source: "policy",
    },
  ];
}
