import { type Instant, isTimeZone, nextAllowed, nextLocalTime } from "@wellsent/core";
import type { RuleRow } from "../rules/index.js";
import { deferred, type Finding, precedence } from "./finding.js";
import type { Matter } from "./matter.js";

export interface WindowFindings {
  readonly findings: readonly Finding[];
  /** When every quiet window is over. */
  readonly retryAt?: Instant;
  /** When the next one begins. */
  readonly until?: Instant;
}

type QuietRow = RuleRow<"quiet_hours">;

const none: WindowFindings = { findings: [] };

/** Group 9. Where the zone is not known, quiet in any zone it may be is quiet. */
export const quietHours = (matter: Matter): WindowFindings => {
  const rows = matter.plan.quietHours;
  if (rows.length === 0) return none;
  const { activity, messageClass, at, timeZones } = matter.question;
  if (activity !== "send" || messageClass !== "marketing") return none;
  const certain = timeZones.length > 0 && timeZones.every(isTimeZone);
  const zonesOf = (row: QuietRow): readonly string[] => (certain ? timeZones : row.params.zones);

  const findings: Finding[] = [];
  let free = at;
  for (let settled = 0, index = 0; settled < rows.length; index = (index + 1) % rows.length) {
    const row = rows[index];
    if (row === undefined) break;
    const next = nextAllowed(row.params.quiet, zonesOf(row), free);
    settled = next === free ? settled + 1 : 1;
    free = next;
  }
  if (free === at) return { findings, until: nextQuiet(rows, zonesOf, at) };
  for (const row of rows) {
    const until = nextAllowed(row.params.quiet, zonesOf(row), at);
    if (until > at) {
      const details = { row: row.id, until };
      findings.push(deferred(precedence.time, "QUIET_HOURS", row.cite, details));
    }
  }
  return { findings, retryAt: free };
};

const nextQuiet = (
  rows: readonly QuietRow[],
  zonesOf: (row: QuietRow) => readonly string[],
  at: Instant,
): Instant =>
  Math.min(
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
