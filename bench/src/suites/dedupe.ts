import { type DuplicateField, findDuplicates } from "@wellsent/core/duplicates";
import { now } from "../clock.ts";
import type { Effort, Entry, Measurement } from "../contest.ts";
import {
  byExactKey,
  fieldSets,
  type PersonSet,
  qualityOf,
  readPersonSet,
} from "../dedupe/person-sets.ts";

/** What is missed: limits are for what should be little. */
function missed(share: number): number {
  return 100 * (1 - share);
}

function figure(share: number): string {
  return share.toFixed(4);
}

function qualities(set: PersonSet, label: string, fields: readonly DuplicateField[]) {
  const { pairs, clusters } = findDuplicates(set.records, { fields });
  const matches = qualityOf(
    pairs.filter(({ band }) => band === "match"),
    set,
  );
  const joined = qualityOf(
    clusters.flatMap((cluster) => cluster.pairs),
    set,
  );
  const reviewed = qualityOf(pairs, set);
  const name = `${set.name}, ${label}`;
  const shared = fields.some((field) => field.shared === true);
  const entry = (of: string, limit: number, measured: number, note: string): Measurement => ({
    ...{ name: `${name}: ${of}`, limit, unit: of === "wrong pairs" ? "pairs" : "%", note },
    measure: () => [measured],
  });
  const wrong = Math.max(matches.wrong, joined.wrong);
  return [
    entry("wrong pairs", 0, wrong, `precision ${figure(matches.precision)} at 0.9`),
    entry(
      "what F1 lacks",
      // A household knows less of a person: what it cannot tell apart goes to review.
      shared ? 5 : 1,
      missed(joined.f1),
      `F1 ${figure(matches.f1)} by pairs, ${figure(joined.f1)} by clusters, ` +
        `${figure(reviewed.f1)} with those to review`,
    ),
  ];
}

function keys(set: PersonSet): readonly Measurement[] {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const byKey: readonly (readonly [
    string,
    (values: Readonly<Record<string, unknown>>) => string,
  ])[] = [
    ["soc_sec_id", (values) => text(values["soc_sec_id"])],
    [
      "name and birthday",
      (values) =>
        [values["given_name"], values["surname"], values["date_of_birth"]].every(Boolean)
          ? `${values["given_name"]} ${values["surname"]} ${values["date_of_birth"]}`
          : "",
    ],
  ];
  const ours = qualityOf(
    findDuplicates(set.records, { fields: fieldSets[0]?.[1] ?? [] }).clusters.flatMap(
      ({ pairs }) => pairs,
    ),
    set,
  );
  return byKey.map(([label, keyOf]) => {
    const exact = qualityOf(byExactKey(set, keyOf), set);
    return {
      name: `${set.name}: what F1 lacks, against ${label} as an exact key`,
      limit: missed(exact.f1),
      ...{ unit: "%", note: `F1 ${figure(ours.f1)} against ${figure(exact.f1)}` },
      measure: () => [missed(ours.f1)],
    };
  });
}

/** How long a search takes: the limits are the study's prototype, 2.6 s for 5,000 records. */
function times(set: PersonSet, limit: number, { quick }: Effort): Measurement {
  const [, fields = []] = fieldSets[0] ?? [];
  return {
    ...{ name: `${set.name}: a search`, limit, unit: "ms" },
    note: `${set.records.length} records, ${fields.length} fields`,
    measure: () => {
      findDuplicates(set.records, { fields });
      return Array.from({ length: quick ? 3 : 9 }, () => {
        const start = now();
        findDuplicates(set.records, { fields });
        return now() - start;
      });
    },
  };
}

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  const sets = ["febrl1", "febrl3"].flatMap((name) => readPersonSet(name) ?? []);
  if (sets.length === 0) console.log("Nothing to measure: ../shared/data/dedupe is not there.");
  const [small, large] = sets;
  return [
    ...sets.flatMap((set) => fieldSets.flatMap(([label, fields]) => qualities(set, label, fields))),
    ...sets.flatMap(keys),
    ...(small === undefined ? [] : [times(small, 600, effort)]),
    ...(large === undefined ? [] : [times(large, 2600, effort)]),
  ];
}
