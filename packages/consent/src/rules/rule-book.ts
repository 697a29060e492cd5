import type { Channel } from "@wellsent/core";
import { canonicalize } from "../canonical/index.js";
import { toHex, utf8 } from "../encoding/index.js";
import { sha256 } from "../hash/index.js";
import { defineRules } from "./define-rules.js";
import { jurisdictionContains, mayApply, normalizeJurisdiction } from "./jurisdiction.js";
import { strictest } from "./packs/strictest.js";
import { world } from "./packs/world.js";
import type { RuleKind, RulePack, RuleRow } from "./rule-row.js";

/** The rows of one pack that bind one person on one channel. All regimes must allow; each may allow in its own way. */
export interface Regime {
  readonly pack: string;
  readonly rows: { readonly [K in RuleKind]: readonly RuleRow<K>[] };
  /** Says whether one may write at all. Regimes without it only add to others. */
  readonly ruling: boolean;
}

/** Rule packs made ready for deciding. */
export interface RuleBook {
  readonly id: string;
  /** SHA-256 over the canonical JSON of every pack: names exactly the rules a decision was taken by. */
  readonly digest: string;
  readonly packs: readonly RulePack[];
  /** Every regime that may bind a person of whom these places are known. None, or an unknown one: all of them, and the strictest. */
  readonly regimesFor: (jurisdictions: readonly string[], channel: Channel) => readonly Regime[];
}

export const rulesDigest = (packs: readonly RulePack[]): string => toHex(sha256(utf8(canonicalize(packs))));

/** @throws DefinitionError what `defineRules` throws; `DEFINITION_RULES_OVERLAP` for two packs of one id. */
export const ruleBook = (packs: readonly RulePack[]): RuleBook => {
  const all = [...packs.filter((pack) => pack.id !== world.id && pack.id !== strictest.id), world];
  defineRules({ id: "book", version: "2026-01-01", title: "", rows: all.flatMap(idOnly) });
  for (const pack of all) defineRules(pack);
  const sorted = [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
  const known = new Map<string, readonly Regime[]>();
  const everything: Record<Channel, readonly Regime[]> = {
    email: [...all, strictest].flatMap((pack) => regimeOf(pack, pack.rows, "email")),
    sms: [...all, strictest].flatMap((pack) => regimeOf(pack, pack.rows, "sms")),
  };
  const forOne = (place: string, channel: Channel): readonly Regime[] => {
    const key = `${channel}|${place}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const ruled = all.some((pack) =>
      pack.rows.some(
        (row) =>
          (row.rule === "consent" || row.rule === "opt_out") &&
          (row.channel === "any" || row.channel === channel) &&
          row.appliesTo.some((at) => jurisdictionContains(at, place)),
      ),
    );
    // Not kept: a place nobody ruled on may be any text a contact ever had.
    if (!ruled) return everything[channel];
    const regimes = all.flatMap((pack) =>
      regimeOf(
        pack,
        pack.rows.filter((row) => row.appliesTo.some((at) => mayApply(at, place))),
        channel,
      ),
    );
    if (known.size < 1000) known.set(key, regimes);
    return regimes;
  };
  return {
    id: sorted.map((pack) => `${pack.id}@${pack.version}`).join("+"),
    digest: rulesDigest([...sorted, strictest]),
    packs: sorted,
    regimesFor: (jurisdictions, channel) => {
      const [first, ...others] = jurisdictions;
      if (first === undefined) return everything[channel];
      const regimes = forOne(normalizeJurisdiction(first), channel);
      return others.length === 0
        ? regimes
        : [...regimes, ...others.flatMap((place) => forOne(normalizeJurisdiction(place), channel))];
    },
  };
};

/** One row per pack, so that two packs of one id are found as two rows of one id. */
const idOnly = (pack: RulePack): readonly RuleRow[] => [
  {
    id: pack.id,
    appliesTo: ["*"],
    channel: "any",
    rule: "principle",
    params: { says: pack.title },
    cite: pack.id,
    verifiedOn: "2026-01-01",
    mark: "K",
  },
];

const regimeOf = (pack: RulePack, candidates: readonly RuleRow[], channel: Channel): readonly Regime[] => {
  const binding = candidates.filter((row) => row.channel === "any" || row.channel === channel);
  if (binding.length === 0) return [];
  const only = <K extends RuleKind>(kind: K): readonly RuleRow<K>[] =>
    binding.filter((row): row is RuleRow<K> => row.rule === kind);
  const rows = {
    consent: only("consent"),
    soft_opt_in: only("soft_opt_in"),
    implied: only("implied"),
    opt_out: only("opt_out"),
    tracking: only("tracking"),
    freshness: only("freshness"),
    quiet_hours: only("quiet_hours"),
    frequency: only("frequency"),
    reask: only("reask"),
    obligation: only("obligation"),
    withdrawal: only("withdrawal"),
    proof: only("proof"),
    principle: only("principle"),
  };
  return [{ pack: pack.id, rows, ruling: rows.consent.length > 0 || rows.opt_out.length > 0 }];
};
