import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { BestHour } from "../timing/index.js";
import { readState } from "../workflows/enrollment-state.js";
import type { ExitedEffect } from "../workflows/index.js";
import { effectsIn, reasonsIn } from "./read-detail.js";

/** Where a run stands, and how it came to its end. */
export type RunState =
  /** Its first step is still to come. */
  | { readonly kind: "to_begin"; readonly dueAt: Instant | null }
  | {
      readonly kind: "waiting";
      readonly in: string;
      readonly until: Instant;
      /** What moved the wait: the contact's time zone, its date, the report or the turn. */
      readonly moved: "zone" | "date" | "report" | "turn" | null;
      /** The hour that was chosen for the contact, and by what. `null`: none is waited for. */
      readonly best: BestHour | null;
      /** It stands still until its workflow, which is paused, goes on. */
      readonly paused: boolean;
      /** The ways that the run goes at the same time. Empty: it goes one way. */
      readonly branches: readonly {
        readonly branch: string;
        readonly in: string;
        /** `null`: it has arrived and waits for the others. */
        readonly until: Instant | null;
      }[];
    }
  /** A send that permission or the law holds back for now: it asks again then. */
  | {
      readonly kind: "held";
      readonly in: string;
      readonly until: Instant;
      readonly reasons: readonly DecisionReason[];
    }
  | {
      readonly kind: "ended";
      readonly as: string | null;
      readonly at: Instant | null;
      /** `host`: it was given up from the quarantine. */
      readonly by: ExitedEffect["by"] | "host";
      /** Which event or segment ended it: `order.placed`, `segment:left:lapsed`. */
      readonly signal: string | null;
      /** The step whose wait that cut short. */
      readonly waitedIn: string | null;
    }
  /** Another release has written what it keeps. */
  | { readonly kind: "unreadable" };

/** The state of a run, by its record and its own entries of the step log in their order. */
export function runState(run: EnrollmentRecord, log: readonly StepLogEntry[]): RunState {
  if (run.status === "ended") return explainEnd(run, log);
  const state = readState(run.state);
  if (state === null) return { kind: "unreadable" };
  const { node, wait } = state;
  if (wait === null) return { kind: "to_begin", dueAt: run.wakeAt };
  const { until } = wait;
  const last = log.findLast(({ detail }) => detail["waitIn"] !== undefined)?.detail ?? {};
  const held = effectsIn(last, "defer").find((effect) => effect["node"] === node);
  if (held !== undefined)
    return { kind: "held", in: node, until, reasons: reasonsIn(held["reasons"]) };
  const { movedTo, movedBy } = log.at(-1)?.detail ?? {};
  const other = movedBy === "date" || movedBy === "report" || movedBy === "turn" ? movedBy : "zone";
  const moved = movedTo === undefined ? null : other;
  const branches = (state.branches ?? []).map((one) => ({
    ...{ branch: one.branch, in: one.node, until: one.wait?.until ?? null },
  }));
  const paused = run.wakeAt === null;
  const best = branches.length === 0 ? (wait.best ?? null) : null;
  return { kind: "waiting", in: node, until, moved, best, paused, branches };
}

/** When an event last began the run anew; `null`: none did. */
export function restartedAt(log: readonly StepLogEntry[]): Instant | null {
  const at = log.findLast(({ detail }) => detail["restarted"] !== undefined)?.detail["restarted"];
  return typeof at === "number" ? at : null;
}

function explainEnd(
  { outcome, endedAt, state }: EnrollmentRecord,
  log: readonly StepLogEntry[],
): RunState & { readonly kind: "ended" } {
  const detail =
    log.findLast((entry) => effectsIn(entry.detail, "exited").length > 0)?.detail ?? {};
  const { by, signal } = effectsIn(detail, "exited")[0] ?? {};
  const cause = causes.find((one) => one === by) ?? "host";
  // Given up from the quarantine it keeps its last state, and no step tells of its end.
  const kept = readState(state);
  const left = cause === "host" && kept?.wait ? kept.node : detail["left"];
  const waited = Array.isArray(left) ? left.join(" and ") : left;
  return {
    ...{ kind: "ended", as: outcome, at: endedAt, by: cause },
    signal: typeof signal === "string" ? signal : null,
    waitedIn: cause !== "node" && typeof waited === "string" ? waited : null,
  };
}

const causes: readonly ExitedEffect["by"][] = ["node", "event", "segment", "request", "fault"];
