/** Who was in what, when: as it was recorded, or as it is computed. */
export interface Outcome {
  readonly runs: readonly Run[];
  readonly mails: readonly Mail[];
  readonly members: readonly Member[];
}

/** One person's way through a workflow. `refused`: they were not let in. */
export interface Run {
  readonly workflow: string;
  readonly person: string;
  readonly startedAt: number;
  /** `null`: under way. */
  readonly endedAt: number | null;
  readonly outcome: string | null;
}

export interface Mail {
  readonly person: string;
  readonly template: string;
  readonly at: number;
}

/** Who is in a segment at the time of a look. */
export interface Member {
  readonly segment: string;
  readonly person: string;
  readonly at: number;
}

/** What is in one of the two and not in the other, as lines to read. */
export function differences(found: Outcome, expected: Outcome): readonly string[] {
  return [
    ...compare("run", found.runs, expected.runs),
    ...compare("mail", found.mails, expected.mails),
    ...compare("member", found.members, expected.members),
  ].sort();
}

function compare(what: string, found: readonly object[], expected: readonly object[]): string[] {
  const counts = new Map<string, { readonly one: object; times: number }>();
  const count = (one: object, by: number) => {
    // The same members in whatever order are the same.
    const key = JSON.stringify(one, Object.keys(one).sort());
    const known = counts.get(key) ?? { one, times: 0 };
    known.times += by;
    counts.set(key, known);
  };
  for (const one of found) count(one, 1);
  for (const one of expected) count(one, -1);
  return [...counts.values()].flatMap(({ one, times }) => {
    if (times === 0) return [];
    const where = times > 0 ? "recorded, not computed" : "computed, not recorded";
    return [`${lineFor(one)}  ${what} ${where}`];
  });
}

/** The person first, so that the lines of one person stand together. */
function lineFor(one: object): string {
  const { person, ...rest } = Object.fromEntries(Object.entries(one).sort());
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${toText(value)}`);
  return [person, ...parts].join("  ");
}

function toText(value: unknown): string {
  return typeof value === "number" ? new Date(value).toISOString() : String(value);
}
