import type { RuleKind, RuleRow } from "./rule-row.js";

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
  Pick<TrackingParams, "activities"> & { readonly cite: string; readonly row: string };

/** One place a person may be in, with everything that binds there. */
export interface Place {
  readonly regimes: readonly Regime[];
  /** Ways out of the need for a tracking grant that are surely this place's own. */
  readonly exemptions: readonly Exemption[];
}

/** The rows of one pack by kind; nothing where none binds. */
export function toRegimes(pack: string, binding: readonly RuleRow[]): readonly Regime[] {
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
  return [{ pack, rows, ruling: rows.consent.length > 0 || rows.opt_out.length > 0 }];
}
