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
  const counts = new Map<string, number>();
  const count = (one: object, by: number) => {
    const text = lineFor(one);
    counts.set(text, (counts.get(text) ?? 0) + by);
  };
  for (const one of found) count(one, 1);
  for (const one of expected) count(one, -1);
  return [...counts].flatMap(([text, n]) => {
    if (n === 0) return [];
    return [`${text}  ${what} ${n > 0 ? "recorded, not computed" : "computed, not recorded"}`];
  });
}

/** Instants as text, the person first, so that the lines of one person stand together. */
function lineFor(one: object): string {
  const { person, ...rest } = Object.fromEntries(
    Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return [person, ...Object.entries(rest).map(([name, value]) => `${name} ${textOf(value)}`)].join(
    "  ",
  );
}

function textOf(value: unknown): string {
  return typeof value === "number" ? new Date(value).toISOString() : String(value);
}
