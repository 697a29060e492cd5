import { type Instant, isTimeZone, nextAllowed, nextLocalTime } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import type { RuleRow } from "../rules/index.js";
import type { DecisionContext } from "./decision-context.js";
import { type DecisionFinding, deferred, denied, precedence } from "./finding.js";

export interface WindowFindings {
  readonly findings: readonly DecisionFinding[];
  /** When every quiet window is over. */
  readonly retryAt?: Instant;
  /** When the next one begins. */
  readonly until?: Instant;
}

type QuietRow = RuleRow<"quiet_hours">;

const none: WindowFindings = { findings: [] };

/** Hours repeat weekly; holidays aside, what is not free by then is never free. */
const longestWait = 31 * 86_400_000;

/**
 * Group 9. Where the zone is not known, quiet in any zone it may be is quiet. The hours of several
 * places may leave none that is free in all: then the answer is a refusal, since waiting is vain.
 * `isRefused`: other reasons deny, so that nobody waits for the end.
 */
export function quietHours(context: DecisionContext, isRefused: boolean): WindowFindings {
  const rows = context.plan.quietHours;
  if (rows.length === 0) return none;
  const { activity, messageClass, at, timeZones } = context.question;
  if (activity !== "send" || messageClass !== "marketing") return none;
  const certain = timeZones.length > 0 && timeZones.every(isTimeZone);
  const zonesOf = (row: QuietRow): readonly string[] => (certain ? timeZones : row.params.zones);

  const findings: DecisionFinding[] = [];
  for (const row of rows) {
    const until = freeAgain(row, zonesOf(row), at);
    if (until === undefined) findings.unshift(never(row));
    else if (until > at) {
      const details = { row: row.id, until };
      findings.push(deferred(precedence.time, "QUIET_HOURS", row.cite, details));
    }
  }
  if (isRefused) return { findings };
  const [first] = findings;
  if (first === undefined) return { findings, until: nextQuiet(rows, zonesOf, at) };
  if (first.reason.effect === "deny") return { findings };
  const free = nextFree(rows, zonesOf, at);
  if (free !== undefined) return { findings, retryAt: free };
  return { findings: [never(), ...findings] };
}

function never(row?: QuietRow): DecisionFinding {
  return denied(precedence.time, "QUIET_AT_ALL_HOURS", row?.cite ?? severalPlaces, {
    row: row?.id,
  });
}

const severalPlaces = "Wellsent policy: what is quiet in a place the person may be in is quiet";

/** `undefined`: the hours of one row leave no minute that is free in all of the zones. */
function freeAgain(
  { params }: QuietRow,
  zones: readonly string[],
  at: Instant,
): Instant | undefined {
  try {
    return nextAllowed(params.quiet, zones, at);
  } catch (error) {
    if (error instanceof DefinitionError && error.code === "DEFINITION_ALWAYS_QUIET")
      return undefined;
    throw error;
  }
}

/** The first instant that no row keeps quiet; `undefined` where their hours leave none. */
function nextFree(
  rows: readonly QuietRow[],
  zonesOf: (row: QuietRow) => readonly string[],
  at: Instant,
): Instant | undefined {
  let free = at;
  for (let settled = 0, index = 0; settled < rows.length; index = (index + 1) % rows.length) {
    const row = rows[index];
    if (row === undefined) break;
    const next = freeAgain(row, zonesOf(row), free);
    if (next === undefined || next - at > longestWait) return undefined;
    settled = next === free ? settled + 1 : 1;
    free = next;
  }
  return free;
}

function nextQuiet(
  rows: readonly QuietRow[],
  zonesOf: (row: QuietRow) => readonly string[],
  at: Instant,
): Instant {
  return Math.min(
    ...rows.flatMap((row) =>
      zonesOf(row).flatMap((zone) =>
        // Where holidays count, any day may be one: too early is safe here.
        row.params.quiet.map(({ from, days, dates }) =>
          nextLocalTime(
            { time: from, ...(days === undefined || dates !== undefined ? {} : { days }) },
            zone,
            at,
          ),
        ),
      ),
    ),
  );
}
