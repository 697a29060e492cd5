import type { Instant } from "../instant.js";
import type { BestHour } from "../timing/index.js";
import type { Explanation } from "./explanation.js";
import { moment, why } from "./reason-words.js";
import type { RunState } from "./run-state.js";

type Run = Explanation["runs"][number];

/** One run in one sentence: the way it went, where it stands, and what keeps it there. */
export function ofRun(run: Run, now: Instant): string {
  const { workflow, version, path, state, goals, failedCalls, restartedAt } = run;
  const { waitsForDefinition, asideFor, started, startedBy } = run;
  const clauses = [
    startedBy === null ? "" : `was started by workflow ${startedBy}`,
    path.length > 0 ? `went through ${path.join(" → ")}` : "",
    restartedAt === null ? "" : `began anew on ${moment(restartedAt)}`,
    ...goals.map(
      ({ name, at, value }) =>
        `reached goal ${name}${value === null ? "" : ` (${value})`} on ${moment(at)}`,
    ),
    ...started.map((one) => `started workflow ${one.workflow} in ${one.step}`),
    ...failedCalls.map(failureWords),
    ...enrollmentStatus(state, now, path.length > 0),
    ...run.openCalls.flatMap((call) => askedWords(call, now)),
    waitsForDefinition
      ? `waits for version ${version} of workflow ${workflow}, which this engine does not have`
      : "",
    asideFor === null ? "" : `is put aside since it could not be judged (${asideFor})`,
  ].filter((clause) => clause !== "");
  return `Workflow ${workflow}: ${joined(clauses)}.`;
}

function failureWords({ step, reason }: Run["failedCalls"][number]): string {
  if (reason === "OVER") return `found no room in ${step}`;
  if (reason === "NO_ANSWER") return `got no answer in ${step} in time`;
  if (reason === "NO_END") return `saw no end of the run it started in ${step} in time`;
  return `did not get what it asked for in ${step} (${reason})`;
}

/** A call that has not failed yet is told by the wait for its answer. */
function askedWords(
  { step, attempts, failure, nextAt }: Run["openCalls"][number],
  now: Instant,
): readonly string[] {
  if (failure === null) return [];
  const next = nextAt === null ? "" : `, and is due again ${since(nextAt, now)}`;
  return [`asked ${count(attempts)} in ${step} without an answer (${failure}${next})`];
}

function count(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}

function branchWords({
  branch,
  in: node,
  until,
}: (RunState & { readonly kind: "waiting" })["branches"][number]): string {
  return until === null
    ? `${branch} has arrived`
    : `${branch} waits in ${node} until ${moment(until)}`;
}

const movers = {
  zone: ", by the time zone the contact has moved to",
  date: ", since its date has changed",
  report: ", counted from the report that came",
  turn: ", until it is its turn",
} as const;

function bestWords({ hour, why }: BestHour): string {
  return `: the best hour is ${String(hour).padStart(2, "0")}:00, ${choices[why]}`;
}

const choices = {
  own: "by the contact's own clicks",
  population: "by everybody's clicks",
  explored: "tried out to learn from it",
  flat: "as nothing is known yet",
} as const;

function joined(clauses: readonly string[]): string {
  return clauses.length < 2
    ? clauses.join("")
    : `${clauses.slice(0, -1).join(", ")}, and ${clauses.at(-1)}`;
}

/** Where it stands; a run that has passed nothing may have waited all the same. */
function enrollmentStatus(state: RunState, now: Instant, passed: boolean): readonly string[] {
  switch (state.kind) {
    case "to_begin":
      return [
        `has not begun${state.dueAt === null ? "" : `: its first step is due ${since(state.dueAt, now)}`}`,
      ];
    case "waiting": {
      const until = moment(state.until);
      if (state.paused) return [`stands still in ${state.in} until its workflow goes on`];
      if (state.until <= now)
        return [`has waited in ${state.in} until ${until}`, "is due to go on"];
      if (state.branches.length > 0)
        return [`goes several ways: ${state.branches.map(branchWords).join(", ")}`];
      const moved = state.moved === null ? "" : movers[state.moved];
      const best = state.best === null ? "" : bestWords(state.best);
      return [`waits in ${state.in} until ${until}${moved}${best}`];
    }
    case "held":
      return [`is held before ${state.in} until ${moment(state.until)}: ${why(state.reasons)}`];
    case "unreadable":
      return ["is under way, with a state that this engine cannot read"];
    case "ended": {
      const waited = state.waitedIn === null ? "" : `waited in ${state.waitedIn}`;
      const early = !passed && state.waitedIn === null && state.by !== "node";
      return [waited, `${ending(state)}${early ? ", before its first step" : ""}`];
    }
  }
}

function ending({ as, at, by, signal }: RunState & { readonly kind: "ended" }): string {
  const on = at === null ? "" : ` on ${moment(at)}`;
  const outcome = as === null || as === signal ? "" : ` as ${as}`;
  switch (by) {
    case "node":
      return `ended${outcome}${on}`;
    case "event":
    case "segment":
      return `was ended${outcome}${on}${signal === null ? "" : ` by ${signalWords(signal)}`}`;
    case "request":
      return `was ended${outcome}${on} by a request from outside`;
    case "fault":
      return `failed${on}: nothing could be made of its state or its next step`;
    case "host":
      return `was given up${on} by the host`;
  }
}

function signalWords(signal: string): string {
  const [kind, word = "", ...rest] = signal.split(":");
  if (kind === "segment") return `${word === "entered" ? "entering" : "leaving"} ${rest.join(":")}`;
  if (kind !== "delivery") return signal;
  return word === "unsubscribed" ? "a withdrawal of consent" : `a report of a message: ${word}`;
}

function since(at: Instant, now: Instant): string {
  return at > now ? `on ${moment(at)}` : `since ${moment(at)}`;
}
