import type { Mutant } from "./mutant.ts";

const src = "packages/consent/src";
const rules = "test/rules.test.ts";

const mutant = (
  name: string,
  file: string,
  [find, replace]: readonly [string, string],
  named: string,
  test = rules,
): Mutant => ({
  name,
  file: `${src}/${file}`,
  find,
  replace,
  package: "consent",
  test,
  named,
});

/** What rows mean. That each row is needed, and right, is what the scenarios hold. */
export const mutants: readonly Mutant[] = [
  mutant(
    "a row binds recipients it is not about",
    "rules/place-table.ts",
    ["row.subjects.includes(subject)", "row.subjects.length > 0"],
    "whose address it is",
  ),
  mutant(
    "a place has the rule it is excepted from",
    "rules/jurisdiction.ts",
    [
      "appliesTo.some((place) => mayApply(place, known)) &&\n  !except.some((outer) => jurisdictionContains(outer, known));",
      "appliesTo.some((place) => mayApply(place, known));",
    ],
    "refused by name",
  ),
  mutant(
    "what others claim counts without a record",
    "decide/consent-basis.ts",
    ["grant.evidence === true &&", "grant !== undefined &&"],
    "record behind each row",
  ),
  mutant(
    "an offer to opt out made later heals a sale without one",
    "decide/exception-basis.ts",
    ["(offer.since ?? offer.at) <= since + day", "(offer.since ?? offer.at) <= Infinity"],
    "the way out offered with a sale",
  ),
  mutant(
    "only the latest offer to opt out is known",
    "state/mark.ts",
    ["Math.min(a.since ?? a.at, b.since ?? b.at)", "last.at"],
    "the way out offered with a sale",
  ),
  mutant(
    "silence ends nothing",
    "decide/exception-basis.ts",
    ["silent !== undefined && silent <= at", "silent !== undefined && silent <= 0"],
    "the way out offered with a sale",
  ),
  mutant(
    "any sender may use what is for charities",
    "decide/matter.ts",
    [
      'kinds === undefined || kinds.includes(facts.organization?.kind ?? "business")',
      "kinds === undefined || facts !== undefined",
    ],
    "supporters",
  ),
  mutant(
    "any purpose is charitable",
    "decide/exception-basis.ts",
    ['params.charitableOnly === true && !declaredAs(matter, "charitable")', "false"],
    "supporters",
  ),
  mutant(
    "any purpose concerns the profession",
    "decide/exception-basis.ts",
    ['params.professionalOnly === true && !declaredAs(matter, "professional")', "false"],
    "whose address it is",
  ),
  mutant(
    "a description counts without anything to show for it",
    "state/fold.ts",
    ['event.detail.kind === "person" || event.payloadDigest !== undefined', "event.id !== ''"],
    "whose address it is",
  ),
  mutant(
    "the first description stays",
    "state/fold.ts",
    [
      "into.described = latest(into.described, { ...observed(event), kind });",
      "into.described ??= { ...observed(event), kind };",
    ],
    "whose address it is",
  ),
  mutant(
    "a description counts before it was made",
    "decide/decide.ts",
    ["described === undefined || described.at > at", "described === undefined"],
    "whose address it is",
  ),
  mutant(
    "nobody sees whose rule it is",
    "rules/rule-book.ts",
    ["all.map(withCounsel)", "all"],
    "show what a host changed",
  ),
  mutant(
    "START is weaker than what STOP ended",
    "opt-in/restart.ts",
    ["isWritten ? {", "cell.channel === 'email' ? {"],
    "text messages in the United States",
  ),
  mutant(
    "a register beats consent in writing",
    "decide/standing.ts",
    ['reason === "registry" && state.grants.some(isWritten)', "false"],
    "text messages in the United States",
  ),
  mutant(
    "any consent beats a register",
    "decide/standing.ts",
    ['strength === "express_written" &&', "strength !== undefined &&"],
    "text messages in the United States",
  ),
];
