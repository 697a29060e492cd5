import { drawCase, type PagesCase } from "./draw-case.ts";
import { runCase } from "./run-case.ts";

export interface PagesViolation {
  readonly seed: number;
  readonly what: string;
  /** Cut down as far as it still shows. */
  readonly smallest: PagesCase;
}

export interface PagesReport {
  readonly runs: number;
  readonly violations: readonly PagesViolation[];
  /** How often each situation came up. */
  readonly reached: Readonly<Record<string, number>>;
}

/** Random schemas, histories and visits against the model. The same seed plays the same cases. */
export async function runPages({
  seed,
  runs,
  onProgress = () => {},
}: {
  readonly seed: number;
  readonly runs: number;
  readonly onProgress?: (done: number) => void;
}): Promise<PagesReport> {
  const reached: Record<string, number> = {};
  const violations: PagesViolation[] = [];
  for (let run = 0; run < runs; run++) {
    const own = (seed + run * 7919) % 2 ** 31;
    const drawn = drawCase(own);
    const report = await runCase(drawn);
    for (const [what, count] of Object.entries(report.reached))
      reached[what] = (reached[what] ?? 0) + count;
    if (report.violation !== null && violations.length < 5) {
      const smallest = await shrink(drawn);
      const what = (await runCase(smallest)).violation ?? report.violation;
      violations.push({ seed: own, what, smallest });
    }
    onProgress(run + 1);
  }
  return { runs, violations, reached };
}

async function fails(drawn: PagesCase): Promise<boolean> {
  try {
    return (await runCase(drawn)).violation !== null;
  } catch {
    return false;
  }
}

/** Leaves out steps, then purposes and points, as long as anything still goes wrong. */
async function shrink(drawn: PagesCase): Promise<PagesCase> {
  let smallest = drawn;
  for (let again = true; again; ) {
    again = false;
    for (const smaller of smallerThan(smallest)) {
      if (!(await fails(smaller))) continue;
      smallest = smaller;
      again = true;
      break;
    }
  }
  return smallest;
}

function* smallerThan(drawn: PagesCase): Iterable<PagesCase> {
  const without = <T>(items: readonly T[], at: number): readonly T[] =>
    items.filter((_, index) => index !== at);
  for (const at of drawn.steps.keys()) yield { ...drawn, steps: without(drawn.steps, at) };
  if (drawn.purposes.length > 1)
    for (const at of drawn.purposes.keys())
      yield { ...drawn, purposes: without(drawn.purposes, at) };
  if (drawn.emails > 1) yield { ...drawn, emails: 1 };
  if (drawn.phone) yield { ...drawn, phone: false };
  for (const [at, purpose] of drawn.purposes.entries())
    if (purpose.topics.length > 0)
      yield {
        ...drawn,
        purposes: drawn.purposes.with(at, { ...purpose, topics: purpose.topics.slice(0, -1) }),
      };
}
