import type { Mutant } from "./mutant.ts";

const src = "packages/consent/src";
const rules = "test/rules.test.ts";

function mutant(
  name: string,
  file: string,
  [find, replace]: readonly [string, string],
  named: string,
  test = rules,
): Mutant {
  return {
    name,
    file: `${src}/${file}`,
    find,
    replace,
    package: "consent",
    test,
    named,
  };
}

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
      "appliesTo.some((place) => mayApply(place, known)) &&\n    !except.some((outer) => jurisdictionContains(outer, known))",
      "appliesTo.some((place) => mayApply(place, known))",
    ],
    "refused by name",
  ),
  mutant(
    "what others claim counts without a record",
    "rules/consent-basis.ts",
    ["grant.evidence === true &&", "grant !== undefined &&"],
    "record behind each row",
  ),
  mutant(
    "an offer to opt out made later heals a sale without one",
    "rules/exception-basis.ts",
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
    "rules/exception-basis.ts",
    ["silent !== undefined && silent <= at", "silent !== undefined && silent <= 0"],
    "the way out offered with a sale",
  ),
  mutant(
    "any sender may use what is for charities",
    "rules/organization.ts",
    [
      'kinds === undefined || kinds.includes(organization?.kind ?? "business")',
      "kinds === undefined || organization !== null",
    ],
    "supporters",
  ),
  mutant(
    "any purpose is charitable",
    "rules/exception-basis.ts",
    ['params.charitableOnly === true && !declaredAs(context, "charitable")', "false"],
    "supporters",
  ),
  mutant(
    "any purpose concerns the profession",
    "rules/exception-basis.ts",
    ['params.professionalOnly === true && !declaredAs(context, "professional")', "false"],
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
    ["described === undefined || described.at > question.at", "described === undefined"],
    "whose address it is",
  ),
  mutant(
    "nobody sees whose rule it is",
    "rules/rule-book.ts",
    ["sorted.map(withCounsel)", "sorted"],
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
    "decide/denial-findings.ts",
    ['reason === "registry" && state.grants.some(isWritten)', "false"],
    "text messages in the United States",
  ),
  mutant(
    "any consent beats a register",
    "decide/denial-findings.ts",
    ['strength === "express_written" &&', "strength !== undefined &&"],
    "text messages in the United States",
  ),
  mutant(
    "an hour after the longest wait is taken for a free one",
    "rules/quiet-findings.ts",
    [
      "if (next === undefined || next - at > longestWait) return undefined;",
      "if (next === undefined || next - at > longestWait) return free;",
    ],
    "refuse where two rows",
    "test/rules/quiet-places.test.ts",
  ),
  mutant(
    "hours of one row that leave none free are an error",
    "rules/quiet-findings.ts",
    ['error.code === "DEFINITION_ALWAYS_QUIET"', 'error.code === "DEFINITION_TIME"'],
    "refuse where one row",
    "test/rules/quiet-places.test.ts",
  ),
  mutant(
    "waiting ends before the last quiet row does",
    "decide/decide.ts",
    ["freeAt: windows.retryAt,", "freeAt: undefined,"],
    "refuse where two rows",
    "test/rules/quiet-places.test.ts",
  ),
  mutant(
    "rows of one citation hide one another",
    "decide/lawful-basis.ts",
    ["reason.rule === rule && reason.row === row", "reason.rule === rule"],
    "NZ-UEMA-CARD",
    "test/rules/remedies.test.ts",
  ),
  mutant(
    "an exemption holds for tenants that do not claim it",
    "decide/lawful-basis.ts",
    ["claimed === true && context.facts", "claimed === false && context.facts"],
    "FR · email",
    "test/rules/scenarios-west.test.ts",
  ),
  mutant(
    "a claim of consent makes a mail a consented one",
    "decide/lawful-basis.ts",
    [
      "plan.ruling.every((regime) => plan.law.hasConsent(sending, regime))",
      "sending.state.grants.length > 0",
    ],
    "FR · email",
    "test/rules/scenarios-west.test.ts",
  ),
  mutant(
    "watching is refused in this package's name where the law speaks",
    "rules/plan.ts",
    ['source !== "policy") ?? laws.at(-1)', 'source === "policy") ?? laws.at(-1)'],
    "FR · email",
    "test/rules/scenarios-west.test.ts",
  ),
  mutant(
    "the mail does not say that the day alone may be kept",
    "decide/obligations.ts",
    ["...(opens ?? []), ...(clicks ?? [])", "...(clicks ?? [])"],
    "FR · email",
    "test/rules/scenarios-west.test.ts",
  ),
  mutant(
    "the law of the sender's home is forgotten",
    "decide/decide.ts",
    ["organization?.home,", "undefined,"],
    "several laws at once",
    "test/rules/timelines.test.ts",
  ),
  mutant(
    "every law of the sender's home binds abroad",
    "rules/place-table.ts",
    ["row.bindsSenders === true && codes", "row.id !== '' && codes"],
    "several laws at once",
    "test/rules/timelines.test.ts",
  ),
  mutant(
    "places of other names are taken for those between their bars",
    "rules/place-table.ts",
    [
      "function placesKey(codes: readonly string[]): string {\n",
      'function placesKey(codes: readonly string[]): string {\n  if (codes.length > 1) return codes.join("|");\n',
    ],
    "as by a book that was asked nothing before",
  ),
  mutant(
    "own rows show only where they are rested on",
    "decide/decide.ts",
    ["own: plan.own,", "own: [],"],
    "show what a host changed",
  ),
  mutant(
    "a closed way is told as open",
    "rules/explain-rules.ts",
    ["ways.push(closed.length === 0 ? words : { ...words, closed });", "ways.push(words);"],
    "names every row",
    "test/rules/what-if.test.ts",
  ),
  mutant(
    "whoever is asked first is open to all",
    "rules/explain-rules.ts",
    ["!regime.ruling || isUnasked(regime)", "!regime.ruling || regime.rows.opt_out.length > 0"],
    "tells whether",
    "test/rules/what-if.test.ts",
  ),
];
