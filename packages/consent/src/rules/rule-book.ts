import type { Channel } from "@wellsent/core";
import { canonicalize } from "../canonical/index.js";
import { toHex, utf8 } from "../encoding/index.js";
import { sha256 } from "../hash/index.js";
import { defineRules } from "./define-rules.js";
import { jurisdictionContains, mayApply, normalizeJurisdiction } from "./jurisdiction.js";
import { strictest } from "./packs/strictest.js";
import { world } from "./packs/world.js";
import type { RuleKind, RulePack, RuleRow } from "./rule-row.js";

/**
 * The rows of one pack that bind one person on one channel. All regimes must allow; each may allow
 * in its own way.
 */
export interface Regime {
  readonly pack: string;
  readonly rows: { readonly [K in RuleKind]: readonly RuleRow<K>[] };
  /** Says whether one may write at all. Regimes without it only add to others. */
  readonly ruling: boolean;
}

type TrackingParams = RuleRow<"tracking">["params"];
type Exemption = TrackingParams["exemptions"][number] &
  Pick<TrackingParams, "activities"> & { readonly cite: string };

/** One place a person may be in, with everything that binds there. */
export interface Place {
  readonly regimes: readonly Regime[];
  /** Ways out of the need for a tracking grant that are surely this place's own. */
  readonly exemptions: readonly Exemption[];
}

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
   * is, and the strictest.
   */
  readonly placesFor: (jurisdictions: readonly string[], channel: Channel) => readonly Place[];
}

/** Beyond these, places are looked up anew. */
const mostPlaces = 1000;

export const rulesDigest = (packs: readonly RulePack[]): string =>
  toHex(sha256(utf8(canonicalize(packs))));

/**
 * @throws DefinitionError what `defineRules` throws; `DEFINITION_RULES_OVERLAP` for two packs of
 * one id.
 */
export const ruleBook = (packs: readonly RulePack[]): RuleBook => {
  const all = [...packs.filter((pack) => pack.id !== world.id && pack.id !== strictest.id), world];
  defineRules({ id: "book", version: "2026-01-01", title: "", rows: all.flatMap(idOnly) });
  for (const pack of all) defineRules(pack);
  const sorted = [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
  // The same array for the same places, so that whoever prepares something for it can keep that.
  const known = {
    email: new Map<string, readonly Place[]>(),
    sms: new Map<string, readonly Place[]>(),
  };
  const everything = (channel: Channel): readonly Place[] => [
    {
      regimes: [...all, strictest].flatMap((pack) => regimeOf(pack, pack.rows, channel)),
      exemptions: [],
    },
  ];
  const combined = {
    email: new Map<string, readonly Place[]>(),
    sms: new Map<string, readonly Place[]>(),
  };
  const anywhere = { email: everything("email"), sms: everything("sms") };
  const forOne = (code: string, channel: Channel): readonly Place[] => {
    const cached = known[channel].get(code);
    if (cached !== undefined) return cached;
    const on = (row: RuleRow): boolean => row.channel === "any" || row.channel === channel;
    const surely = all.flatMap((pack) =>
      pack.rows.filter(
        (row) => on(row) && row.appliesTo.some((at) => jurisdictionContains(at, code)),
      ),
    );
    // Not kept: a place nobody ruled on may be any text a contact ever had.
    if (!surely.some((row) => row.rule === "consent" || row.rule === "opt_out"))
      return anywhere[channel];
    const places: readonly Place[] = [
      {
        regimes: all.flatMap((pack) =>
          regimeOf(
            pack,
            pack.rows.filter((row) => row.appliesTo.some((at) => mayApply(at, code))),
            channel,
          ),
        ),
        exemptions: surely
          .filter((row) => row.rule === "tracking")
          .flatMap(({ params, cite }) =>
            params.exemptions.map((exemption) => ({
              ...exemption,
              activities: params.activities,
              cite,
            })),
          ),
      },
    ];
    if (known[channel].size < mostPlaces) known[channel].set(code, places);
    return places;
  };
  const forAll = (jurisdictions: readonly string[], channel: Channel): readonly Place[] => {
    const codes = jurisdictions.map(normalizeJurisdiction);
    const key = codes.join("|");
    const cached = combined[channel].get(key);
    if (cached !== undefined) return cached;
    const [places = [], ...others] = codes.map((code) => forOne(code, channel));
    const together = [...places, ...others.flat()];
    const keep =
      combined[channel].size < mostPlaces && codes.every((code) => known[channel].has(code));
    if (keep) combined[channel].set(key, together);
    return together;
  };
  return {
    id: sorted.map((pack) => `${pack.id}@${pack.version}`).join("+"),
    digest: rulesDigest([...sorted, strictest]),
    packs: sorted,
    placesFor: (jurisdictions, channel) => {
      const first = jurisdictions[0];
      if (first === undefined) return anywhere[channel];
      return jurisdictions.length === 1
        ? (known[channel].get(first) ?? forOne(normalizeJurisdiction(first), channel))
        : forAll(jurisdictions, channel);
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

const regimeOf = (
  pack: RulePack,
  candidates: readonly RuleRow[],
  channel: Channel,
): readonly Regime[] => {
  const binding = candidates.filter((row) => row.channel === "any" || row.channel === channel);
  if (binding.length === 0) return [];
  const rows = {
    consent: binding.filter((row) => row.rule === "consent"),
    soft_opt_in: binding.filter((row) => row.rule === "soft_opt_in"),
    implied: binding.filter((row) => row.rule === "implied"),
    opt_out: binding.filter((row) => row.rule === "opt_out"),
    tracking: binding.filter((row) => row.rule === "tracking"),
    freshness: binding.filter((row) => row.rule === "freshness"),
    quiet_hours: binding.filter((row) => row.rule === "quiet_hours"),
    frequency: binding.filter((row) => row.rule === "frequency"),
    reask: binding.filter((row) => row.rule === "reask"),
    obligation: binding.filter((row) => row.rule === "obligation"),
    withdrawal: binding.filter((row) => row.rule === "withdrawal"),
    proof: binding.filter((row) => row.rule === "proof"),
    principle: binding.filter((row) => row.rule === "principle"),
  };
  return [{ pack: pack.id, rows, ruling: rows.consent.length > 0 || rows.opt_out.length > 0 }];
};
