import type { Instant } from "@wellsent/core";
import { endOfPeriod } from "./period.js";
import type { RulePack } from "./rule-row.js";

/** A rule that nobody has held against its source for a long time. It is still in force. */
export interface AgedRule {
  readonly pack: string;
  readonly rule: string;
  readonly cite: string;
  /** ISO date. */
  readonly verifiedOn: string;
  /** Whole days since then. */
  readonly ageDays: number;
}

const day = 86_400_000;

/**
 * Rules that are due to be verified again, the oldest first. Law changes; what a table says of it
 * does not change by itself.
 *
 * @param after ISO 8601 period from `verifiedOn` to when a rule counts as aged.
 * @throws DefinitionError `DEFINITION_RULES_PERIOD`.
 *
 * @example
 * ```ts
 * for (const { rule, verifiedOn } of agedRules([euRules, deRules], now)) console.warn(rule, verifiedOn);
 * ```
 */
export function agedRules(
  packs: readonly RulePack[],
  at: Instant,
  after = "P1Y",
): readonly AgedRule[] {
  return packs
    .flatMap((pack) =>
      pack.rows.flatMap(({ id: rule, cite, verifiedOn }): readonly AgedRule[] => {
        const verifiedAt = Date.parse(verifiedOn);
        // At noon, so that the period ends on the very day that the calendar says.
        if (endOfPeriod(verifiedAt + day / 2, after) > at) return [];
        const ageDays = Math.floor((at - verifiedAt) / day);
        return [{ pack: pack.id, rule, cite, verifiedOn, ageDays }];
      }),
    )
    .sort((a, b) => b.ageDays - a.ageDays || (a.rule < b.rule ? -1 : 1));
}
