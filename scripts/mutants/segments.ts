import { adapters, core } from "./engine/places.ts";
import type { Mutant } from "./mutant.ts";

const segments = `${core}/segments`;
const foreign = `${core}/definitions/foreign`;

function edge(test: string, named: string) {
  return { package: "core", test: `test/edge/segments/${test}.test.ts`, named } as const;
}

/** The language of segments: behavior over time, places, other languages, previews. */
export const mutants: readonly Mutant[] = [
  {
    name: "two steps of a sequence happen at one instant",
    file: `${segments}/sequence.ts`,
    find: "done.sort((a, b) => b - a)",
    replace: "done.sort((a, b) => a - b)",
    ...edge("behavior", "no two steps at one instant"),
  },
  {
    name: "a sequence is measured from its first beginning",
    file: `${segments}/sequence.ts`,
    find: "begun[step] = Math.max(",
    replace: "begun[step] = Math.min(",
    ...edge("behavior", "unless a later one took its place"),
  },
  {
    name: "a return outlasts its time",
    file: `${segments}/absence.ts`,
    find: "[{ from: at, until: at + active }]",
    replace: "[{ from: at, until: never }]",
    ...edge("behavior", "return with the first event after the gap"),
  },
  {
    name: "no event leaves a rhythm",
    file: `${segments}/regular.ts`,
    find: "to <= times; to++",
    replace: "to < times; to++",
    ...edge("behavior", "the oldest event leaves"),
  },
  {
    name: "engagement looks for its fall past the next rise",
    file: `${segments}/engagement.ts`,
    find: "Math.min(rises - 1, ",
    replace: "Math.min(rises, ",
    ...edge("laws", "nothing flips before nextChange"),
  },
  {
    name: "engagement forgets nothing",
    file: `${segments}/engagement.ts`,
    find: "age >= 0 && age < life * engagementLives",
    replace: "age >= 0",
    ...edge("behavior", "counts what people did"),
  },
  {
    name: "recency is lost at its cut point and not after it",
    file: `${segments}/rfm.ts`,
    find: "now - last > cut * dayLength",
    replace: "now - last >= cut * dayLength",
    ...edge("behavior", "scores by frozen cut points"),
  },
  {
    name: "a country alone is not in its parts",
    file: `${segments}/place-tests.ts`,
    find: "region.length === 2 && divided.has(region) ? null : false",
    replace: "false",
    ...edge("places", "is in a country"),
  },
  {
    name: "the quick look at a latitude rules out too much",
    file: `${segments}/place-tests.ts`,
    find: "const degreeLength = 111;",
    replace: "const degreeLength = 122;",
    ...edge("places", "agrees with the distance"),
  },
  {
    name: "adjoining stretches end at the first",
    file: `${segments}/stretches.ts`,
    find: "from <= end && until > end ? until : end",
    replace: "from < end && until > end ? end : end",
    ...edge("laws", "nothing flips before nextChange"),
  },
  {
    name: "the digest knows the name",
    file: `${core}/definitions/segment-digest.ts`,
    find: "JSON.stringify({ where, zone })",
    replace: "JSON.stringify({ where, zone, name: segment.name })",
    ...edge("laws", "segments of one normal form"),
  },
  {
    name: "a missing attribute is not unlike anything",
    file: `${foreign}/foreign-condition.ts`,
    find: 'return { op: "attr", path, is, missing };',
    replace: 'return { op: "attr", path, is };',
    ...edge("foreign", "means what its definition means"),
  },
  {
    name: "alternatives are anchored though they stand alone",
    file: `${foreign}/literal-pattern.ts`,
    find: "if (choices.length > 1 && !grouped && (starts || ends))",
    replace: "if (choices.length > 9)",
    ...edge("foreign", "by its path"),
  },
  {
    name: "a list has no value, to JSON Logic",
    file: `${foreign}/from-json-logic.ts`,
    find: "return clause(variable.name, { exists: false }",
    replace: "return clause(variable.name, { empty: true }",
    ...edge("foreign", "of lists too"),
  },
  {
    name: "a preview takes the unknown for others",
    file: `${core}/explain/preview-segment.ts`,
    find: 'isOut.matches(facts, context)\n        ? "others"\n        : "unknown"',
    replace: '"others"',
    ...{ package: "adapters", test: "test/app/segment-face.test.ts", named: "previews members" },
  },
  {
    name: "alone are all members",
    file: `${core}/explain/overlap-segments.ts`,
    find: "count((bits) => bits === 1 << index)",
    replace: "count((bits) => (bits & (1 << index)) !== 0)",
    ...{ package: "adapters", test: "test/app/segment-face.test.ts", named: "every region" },
  },
  {
    name: "an id that the app lacks previews nobody",
    file: `${adapters}/app/segment-face.ts`,
    find: "engine.options.segments?.find(({ id }) => id === segment)",
    replace: "engine.options.segments?.[0]",
    ...{ package: "adapters", test: "test/app/segment-face.test.ts", named: "speaks German" },
  },
];
