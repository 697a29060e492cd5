import type { ConsentQuestion, Instant } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import { isTimeZone, nextAllowed, nextLocalTime } from "@wellsent/core/timing";
import { type DecisionFinding, deferred, denied, precedence } from "./finding.js";
import type { RuleRow } from "./rule-row.js";

export interface WindowFindings {
  readonly findings: readonly DecisionFinding[];
  /** When every quiet window is over. */
  readonly retryAt?: Instant;
  /** When the next one begins. */
  readonly until?: Instant;
}

type QuietRow = RuleRow<"quiet_hours">;

const none: WindowFindings = { findings: [] };

/**
 * Hours repeat weekly. Apart from holidays, a time that is not free within a week is never free.
 */
const longestWait = 31 * 86_400_000;

/**
 * Group 9. If the zone is not known, a time counts as quiet if it is quiet in any possible zone.
 * The hours of several places may have no common free time; the answer is then a refusal, because
 * waiting would not help. `isRefused`: other reasons deny, so the end is not computed.
 */
export function quietFindings(
  rows: readonly QuietRow[],
  { activity, messageClass, at, timeZones }: ConsentQuestion,
  isRefused: boolean,
): WindowFindings {
  if (rows.length === 0) return none;
  if (activity !== "send" || messageClass !== "marketing") return none;
  const certain = timeZones.length > 0 && timeZones.every(isTimeZone);
  const listZones = (row: QuietRow): readonly string[] => (certain ? timeZones : row.params.zones);

  const findings: DecisionFinding[] = [];
  for (const row of rows) {
    const until = freeAgain(row, listZones(row), at);
    if (until === undefined) findings.unshift(never(row));
    else if (until > at) {
      const details = { row: row.id, until };
      findings.push(deferred(precedence.time, "QUIET_HOURS", row.cite, details));
    }
  }
  if (isRefused) return { findings };
  const [first] = findings;
  if (first === undefined) return { findings, until: nextQuiet(rows, listZones, at) };
  if (first.reason.effect === "deny") return { findings };
  const free = nextFree(rows, listZones, at);
  if (free !== undefined) return { findings, retryAt: free };
  return { findings: [never(), ...findings] };
}

function never(row?: QuietRow): DecisionFinding {
  return denied(precedence.time, "QUIET_AT_ALL_HOURS", row?.cite ?? severalPlaces, {
    row: row?.id,
  });
}

const severalPlaces = "Wellsent policy: what is quiet in a place the person may be in is quiet";

/** `undefined`: the hours of one row have no minute that is free in all of the zones. */
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

/** The first instant at which no row is quiet; `undefined` if there is none. */
function nextFree(
  rows: readonly QuietRow[],
  zonesFor: (row: QuietRow) => readonly string[],
  at: Instant,
): Instant | undefined {
  let free = at;
  for (let settled = 0, index = 0; settled < rows.length; index = (index + 1) % rows.length) {
    const row = rows[index];
    if (row === undefined) break;
    const next = freeAgain(row, zonesFor(row), free);
    if (next === undefined || next - at > longestWait) return undefined;
    settled = next === free ? settled + 1 : 1;
    free = next;
  }
  return free;
}

function nextQuiet(
  rows: readonly QuietRow[],
  zonesFor: (row: QuietRow) => readonly string[],
  at: Instant,
): Instant {
  return Math.min(
    ...rows.flatMap((row) =>
      zonesFor(row).flatMap((zone) =>
        // If holidays count, any day may be one. An instant that is too early is safe here.
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
