import type { ConsentChannel } from "@wellsent/core";
import type { SubjectKind } from "../events/index.js";
import { binds, concernsChannel, mayBind, normalizeJurisdiction } from "./jurisdiction.js";
import { strictestRules } from "./packs/strictest.js";
import { type Place, toRegimes } from "./regime.js";
import type { RulePack, RuleRow } from "./rule-row.js";

/** What binds in each set of places, for one channel, one kind of recipient and one home. */
export type PlaceTable = (
  jurisdictions: readonly string[],
  home?: readonly string[],
) => readonly Place[];

/** Beyond these, places are looked up anew. */
const mostPlaces = 1000;

/**
 * Gives the same array for the same places, so that whoever prepares something for it can keep
 * that.
 */
export function placeTable(
  packs: readonly RulePack[],
  channel: ConsentChannel,
  subject: SubjectKind,
): PlaceTable {
  const concerns = (row: RuleRow): boolean =>
    concernsChannel(row, channel) && (row.subjects === undefined || row.subjects.includes(subject));
  const relevant = packs.map(({ id, rows }) => ({ id, rows: rows.filter(concerns) }));
  const strict = { id: strictestRules.id, rows: strictestRules.rows.filter(concerns) };
  const known = new Map<string, readonly Place[]>();
  const combined = new Map<string, readonly Place[]>();
  const anywhere: readonly Place[] = [
    {
      regimes: [...relevant, strict].flatMap(({ id, rows }) => toRegimes(id, rows)),
      exemptions: [],
    },
  ];

  const forOne = (code: string): readonly Place[] => {
    const cached = known.get(code);
    if (cached !== undefined) return cached;
    const surely = relevant.flatMap(({ rows }) => rows.filter((row) => binds(row, code)));
    // Not kept: a place nobody ruled on may be any text a contact ever had.
    if (!surely.some((row) => row.rule === "consent" || row.rule === "opt_out")) return anywhere;
    const places: readonly Place[] = [
      {
        regimes: relevant.flatMap(({ id, rows }) =>
          toRegimes(
            id,
            rows.filter((row) => mayBind(row, code)),
          ),
        ),
        exemptions: surely
          .filter((row) => row.rule === "tracking")
          .flatMap(({ id: row, params, cite }) =>
            params.exemptions.map((exemption) => ({
              ...exemption,
              activities: params.activities,
              cite,
              row,
            })),
          ),
      },
    ];
    if (known.size < mostPlaces) known.set(code, places);
    return places;
  };

  const forAll = (jurisdictions: readonly string[]): readonly Place[] => {
    const codes = jurisdictions.map(normalizeJurisdiction);
    const key = placesKey(codes);
    const cached = combined.get(key);
    if (cached !== undefined) return cached;
    const together = codes.flatMap(forOne);
    if (combined.size < mostPlaces && codes.every((code) => known.has(code)))
      combined.set(key, together);
    return together;
  };

  const ofRecipient = (jurisdictions: readonly string[]): readonly Place[] => {
    const first = jurisdictions[0];
    if (first === undefined) return anywhere;
    return jurisdictions.length === 1
      ? (known.get(first) ?? forOne(normalizeJurisdiction(first)))
      : forAll(jurisdictions);
  };

  const fromHome = new WeakMap<readonly Place[], Map<string, readonly Place[]>>();

  /** The law of the sender's home beside that of each place, where it is not that very law. */
  const withHome = (places: readonly Place[], home: readonly string[]): readonly Place[] => {
    const known = fromHome.get(places) ?? new Map<string, readonly Place[]>();
    fromHome.set(places, known);
    const codes = home.map(normalizeJurisdiction);
    const key = placesKey(codes);
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const atHome = relevant.flatMap(({ id, rows }) =>
      toRegimes(
        id,
        rows.filter((row) => row.bindsSenders === true && codes.some((code) => binds(row, code))),
      ),
    );
    const both = places.map(({ regimes, exemptions }) => ({
      regimes: [
        ...regimes,
        ...atHome.filter(({ pack }) => !regimes.some((regime) => regime.pack === pack)),
      ],
      exemptions,
    }));
    known.set(key, both);
    return both;
  };

  return (jurisdictions, home) => {
    const places = ofRecipient(jurisdictions);
    return home === undefined || home.length === 0 ? places : withHome(places, home);
  };
}

/** With their lengths, because a code may be any text a contact ever had. */
function placesKey(codes: readonly string[]): string {
  return codes.map((code) => `${code.length}:${code}`).join("");
}
