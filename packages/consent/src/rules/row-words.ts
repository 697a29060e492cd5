import type { RelationshipKind, SubjectKind } from "../events/index.js";
import type { OrganizationKind, RuleParams, RuleRow } from "./rule-row.js";

const subjectWords: Readonly<Record<SubjectKind, string>> = {
  person: "natural persons",
  sole_trader: "sole traders and partnerships",
  professional: "people at a company's address",
  company: "companies",
};

const senderWords: Readonly<Record<OrganizationKind, string>> = {
  business: "businesses",
  charity: "charities",
  club: "clubs and associations",
  party: "political parties",
  public_body: "public bodies",
};

const relationshipWords: Readonly<Record<RelationshipKind, string>> = {
  sale: "a sale",
  negotiation: "negotiations for a sale",
  inquiry: "an inquiry",
  contract: "a contract",
  membership: "a membership",
  donation: "a donation",
  volunteer: "work as a volunteer",
  charity_interest: "interest in a charity",
  published: "a published address",
  disclosed: "an address handed over in a professional matter",
};

function isRelationship(kind: string): kind is RelationshipKind {
  return kind in relationshipWords;
}

/** `one`, `one and two`, `one, two and three`. */
function listed(words: readonly string[], and = "and"): string {
  return words.length < 2
    ? (words[0] ?? "")
    : `${words.slice(0, -1).join(", ")} ${and} ${words.at(-1) ?? ""}`;
}

const units: Readonly<Record<string, string>> = {
  Y: "year",
  M: "month",
  D: "day",
  BD: "business day",
  H: "hour",
};

/** `P2Y` as `2 years`; what is no such period as it is. */
export function periodWords(period: string): string {
  const found = [...period.matchAll(/(\d+)(Y|M|BD|D|H)/g)].map(([, count = "", unit = ""]) =>
    count === "1" ? `1 ${units[unit]}` : `${count} ${units[unit]}s`,
  );
  return found.length === 0 ? period : listed(found);
}

/** Whom a row is about, in words. */
export function recipientWords({ subjects }: Pick<RuleRow, "subjects">): string {
  return subjects === undefined ? "everybody" : listed(subjects.map((each) => subjectWords[each]));
}

type Words = { readonly [K in keyof RuleParams]: (params: RuleParams[K]) => readonly string[] };

function onlySenders(senders: readonly OrganizationKind[] | undefined): readonly string[] {
  return senders === undefined
    ? []
    : [`Only for ${listed(senders.map((each) => senderWords[each]))}.`];
}

function when(condition: boolean | undefined, ...words: readonly string[]): readonly string[] {
  return condition === true ? words : [];
}

function howLong(period = "while_it_stands"): string {
  return period === "while_it_stands" ? " while it stands" : ` for ${periodWords(period)}`;
}

const professional = "Only for purposes that concern the recipient's profession.";

const words: Words = {
  consent: ({ confirmation, confirmByGet, strength, asserted, evidenceBy }) => [
    {
      any: "Prior consent.",
      express: "Prior express consent.",
      express_written: "Prior express consent in writing.",
    }[strength],
    ...when(
      confirmation === "required",
      "Confirmed by the mailbox or handset itself, or on paper with a signature.",
    ),
    ...when(confirmByGet === "refuse", "A link that machines follow confirms nothing."),
    asserted === "refuse"
      ? "What others claim of the person does not count."
      : `What others claim counts with a record of how the person agreed${
          evidenceBy === undefined ? "" : ` (${listed(evidenceBy, "or")})`
        }${confirmation === "required" ? ", where they confirmed as well" : ""}.`,
  ],
  soft_opt_in: (params) => [
    `Without consent after ${listed(
      params.relationships.map((each) => relationshipWords[each]),
      "or",
    )}.`,
    ...onlySenders(params.senders),
    ...when(params.charitableOnly, "Only for purposes declared as charitable."),
    ...when(params.similarOnly, "Only for own offers similar to what was bought."),
    ...when(params.offerAtCollection, "A way out was offered when the address was collected."),
    ...when(params.offerInEachMessage, "Each message offers a way out."),
    ...(params.silenceEnds === undefined
      ? []
      : [`Ends when no message follows for ${periodWords(params.silenceEnds)}.`]),
    ...(params.endsAfter === undefined
      ? []
      : [`Ends ${periodWords(params.endsAfter)} after the sale or the end of the contract.`]),
    ...(params.collectedFrom === undefined
      ? []
      : [`Only for addresses collected from ${params.collectedFrom} on.`]),
  ],
  implied: ({ periods, senders, professionalOnly }) => [
    ...Object.keys(periods)
      .filter(isRelationship)
      .map((kind) => `Implied by ${relationshipWords[kind]}${howLong(periods[kind])}.`),
    ...onlySenders(senders),
    ...when(professionalOnly, professional),
  ],
  opt_out: ({ professionalOnly }) => [
    "Allowed until the recipient says no.",
    ...when(professionalOnly, professional),
  ],
  tracking: ({ activities, exemptions }) => [
    `Needs a grant of its own: ${listed(activities)}.`,
    ...exemptions.map(
      ({ name, purposes, claimed, classes, obligations }) =>
        `Exempt as ${name}${claimed === true ? ", where the sender claims it" : ""}: ${
          purposes === undefined ? "any purpose" : listed(purposes)
        }${
          classes === undefined ? "" : `, in ${listed(classes)} messages or consented ones`
        }${obligations.length === 0 ? "" : ` (${listed(obligations)})`}.`,
    ),
  ],
  freshness: ({ after }) => [`Ends after ${periodWords(after)} without use or renewal.`],
  quiet_hours: ({ quiet }) =>
    quiet.map(
      ({ from, to, days, dates }) =>
        `Quiet from ${from} to ${to}${days === undefined ? "" : ` on ${listed(days)}`}${
          dates === undefined
            ? ""
            : `${days === undefined ? "" : " and"} on ${dates.length} holidays`
        }.`,
    ),
  frequency: ({ max, per }) => [`At most ${max} in ${periodWords(per)}.`],
  reask: ({ after, activities }) => [
    `After a no to ${listed(activities)}, asked again after ${periodWords(after)} at the earliest.`,
  ],
  obligation: ({ codes, classes, unlessConsent }) => [
    `${listed(codes)} in ${listed(classes)} messages.`,
    ...when(unlessConsent, "Not where the message rests on consent."),
  ],
  withdrawal: ({ within, linkWorksFor, words: stop, stopsAllFrom }) => [
    `Takes effect within ${periodWords(within)} at the latest.`,
    ...(linkWorksFor === undefined ? [] : [`The link works for ${periodWords(linkWorksFor)}.`]),
    ...(stop === undefined ? [] : [`Words that revoke: ${listed(stop)}.`]),
    ...(stopsAllFrom === undefined
      ? []
      : [
          `Until ${stopsAllFrom} a STOP ends the programme it answers.`,
          "Where that is not known it ends all advertising.",
          `From ${stopsAllFrom} on it ends all texts.`,
        ]),
  ],
  proof: ({ what, keep }) => [
    `${what}.`,
    ...(keep === undefined ? [] : [`Kept for ${periodWords(keep)}.`]),
  ],
  principle: ({ says }) => [`${says}.`],
};

/**
 * What a row asks for, sentence by sentence.
 *
 * @example
 * deRules.rows.map(rowWords); // ["Prior express consent.", "Confirmed by the mailbox …", …]
 */
export function rowWords(row: RuleRow): readonly string[] {
  return describe(row.rule, row);
}

function describe<K extends keyof RuleParams>(rule: K, row: { readonly params: RuleParams[K] }) {
  return words[rule](row.params);
}
