import { DefinitionError } from "@wellsent/core/errors";
import { canonicalize } from "../canonical/index.js";
import { defineRules } from "./define-rules.js";
import type { RulePack, RuleRow } from "./rule-row.js";

/**
 * A pack with rows added, or replaced where the id is taken. Each row names the counsel who answers
 * for it; every decision where one binds says so in `ruleset.own`, and in the reason that it gives.
 * The result has an id of its own, so that a decision never names the published pack for a host's
 * own rules.
 *
 * @throws DefinitionError what `defineRules` throws; `DEFINITION_RULES_COUNSEL` for a row without
 * `source: "counsel"`.
 * @example
 * overrideRules(deRules, [{
 *   id: "DE-STALE",
 *   appliesTo: ["DE"],
 *   channel: "any",
 *   rule: "freshness",
 *   params: { after: "P2Y" },
 *   cite: "Opinion of 1 October 2026, no. 14",
 *   source: "counsel",
 *   verifiedOn: "2026-10-01",
 *   counsel: { name: "Dr. Jane Roe", on: "2026-10-01" },
 * }])
 */
export function overrideRules(
  pack: RulePack,
  rows: readonly RuleRow[],
  id = `${pack.id}-own`,
): RulePack {
  rows.forEach(({ source }, index) => {
    if (source === "counsel") return;
    throw new DefinitionError(
      "DEFINITION_RULES_COUNSEL",
      "A host's own row names no counsel who answers for it.",
      { path: `rows[${index}]`, remedy: 'Set source: "counsel" and counsel: { name, on }.' },
    );
  });
  const replaced = new Map(rows.map((row) => [row.id, row]));
  const kept = pack.rows.map((row) => {
    const own = replaced.get(row.id);
    replaced.delete(row.id);
    return own ?? row;
  });
  return defineRules({ ...pack, id, rows: [...kept, ...replaced.values()] });
}

export interface RulesDifference {
  readonly added: readonly RuleRow[];
  readonly removed: readonly RuleRow[];
  readonly changed: readonly {
    readonly id: string;
    readonly before: RuleRow;
    readonly after: RuleRow;
  }[];
}

/** What a host changed, or what a new edition of a pack does. */
export function diffRules(before: RulePack, after: RulePack): RulesDifference {
  const old = new Map(before.rows.map((row) => [row.id, row]));
  const changed: { id: string; before: RuleRow; after: RuleRow }[] = [];
  const added: RuleRow[] = [];
  for (const row of after.rows) {
    const was = old.get(row.id);
    old.delete(row.id);
    if (was === undefined) added.push(row);
    else if (canonicalize(was) !== canonicalize(row))
      changed.push({ id: row.id, before: was, after: row });
  }
  return { added, removed: [...old.values()], changed };
}
