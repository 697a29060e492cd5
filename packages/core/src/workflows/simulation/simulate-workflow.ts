import type { Instant } from "../../instant.js";
import type { SendPolicy } from "../../messages/send-policy.js";
import type { Decision } from "../../ports/consent-gate.js";
import type { Holidays } from "../../ports/holidays.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { HourCounts } from "../../timing/index.js";
import type { WorkflowDefinition } from "../definition.js";
import { enrollmentFor, reentryAllowed, type WorkflowTrigger } from "../enrollment.js";
import { isTimed } from "../entry-trigger.js";
import { plannedEntries } from "../planned-entries.js";
import type { SendQuestion, TransitionContext } from "../transition-context.js";
import type { SimulatedBehavior, SimulatedRandom } from "./behavior.js";
import { type ForecastOptions, forecaster, type WorkflowForecast } from "./forecast.js";
import { policyJudge } from "./judge-send.js";
import type { SimulatedRun } from "./simulate-run.js";

export interface SimulatedContact {
  readonly contact: ContactRecord;
  /**
   * When the contacts enter. Default: whenever the workflow's dates and schedules say, or at the
   * start where it has none.
   */
  readonly entersAt?: Instant;
  readonly memberships?: ContactFacts["memberships"];
  /**
   * The trigger, for keyed workflows and for templates and branches. Default: a request without
   * data.
   */
  readonly trigger?: WorkflowTrigger;
}

export interface SimulationOptions
  extends Omit<TransitionContext, "now" | "decide">,
    Pick<ForecastOptions, "goal" | "cost"> {
  readonly contacts: Iterable<SimulatedContact>;
  readonly from: Instant;
  readonly until: Instant;
  readonly behavior?: SimulatedBehavior;
  readonly random: SimulatedRandom;
  /** The tenant's quiet hours, caps and lateness, beside the workflow's own. */
  readonly policy?: SendPolicy;
  /**
   * The workflows that steps start. What they send is in the forecast; its figures by step are
   * those of the first workflow. One that is missing is refused.
   */
  readonly workflows?: readonly WorkflowDefinition[];
  /**
   * Everybody's counts by local hour, for best hours: those of `Store.readHours`. Default: none.
   */
  readonly hours?: HourCounts;
  /** Holidays that schedules keep. */
  readonly holidays?: Holidays;
  /**
   * `withdrawn`: the contact unsubscribed or complained in this run. Default: everybody else is
   * allowed.
   */
  readonly decide?: (
    question: SendQuestion,
    asked: { readonly contact: ContactRecord; readonly now: Instant; readonly withdrawn: boolean },
  ) => Decision;
  /** Called from time to time with the number of finished contacts. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Sends made-up contacts through a workflow on a virtual clock, and forecasts what is sent when and
 * where their runs are at the end. Uses `transition` itself, with quiet hours and caps as in the
 * outbox. The same random numbers give the same forecast. Contacts whose trigger cannot enter are
 * only counted.
 */
export function simulateWorkflow(
  definition: WorkflowDefinition,
  options: SimulationOptions,
): WorkflowForecast {
  const {
    from,
    until,
    behavior = {},
    random,
    policy,
    goal,
    cost,
    decide = allowAll,
    contacts,
    onProgress,
    holidays: _holidays,
    hours,
    workflows = [],
    ...context
  } = options;
  const { zone } = context;
  const sums = forecaster(definition, { from, until, zone, behavior, goal, cost });
  const judge = policyJudge(zone, policy);
  const known = new Map<string, WorkflowDefinition>(workflows.map((one) => [one.id, one]));
  const workflow = (child: string) => known.get(child);
  const startsByPlan = definition.entry.triggers.some(isTimed);
  // Of the contact under way: whoever left in one run has left for the next.
  let withdrawn = false;
  // One for all steps, because every step reads its own.
  const step = { ...context, now: from, decide: (_: SendQuestion): Decision => refused };
  const contextAt: SimulatedRun["contextAt"] = (now, { contact }, withdraws) => {
    withdrawn ||= withdraws;
    const asked = { contact, now, withdrawn };
    step.now = now;
    step.decide = (question) => decide(question, asked);
    return step;
  };
  let total = 0;
  for (const { contact, entersAt, memberships = [], trigger } of contacts) {
    total++;
    if (onProgress !== undefined && total % 1000 === 0) onProgress(total);
    const plain: ContactFacts = {
      contact,
      memberships,
      lists: contact.lists,
      events: [],
      messages: [],
      consent: [],
      enrolled: [definition.id],
    };
    const facts = hours === undefined ? plain : { ...plain, hours };
    const id = `simulated-${total}`;
    const causes =
      trigger === undefined && entersAt === undefined && startsByPlan
        ? planStarts(definition, contact, memberships, options)
        : [{ trigger: trigger ?? { type: "manual" as const, id }, at: entersAt ?? from }];
    const previous: EnrollmentRecord[] = [];
    withdrawn = false;
    for (const [index, { trigger: cause, at }] of causes.entries()) {
      const next = () => (index === 0 ? id : `${id}-${index + 1}`);
      const begun = enrollmentFor(definition, contact, cause, at, { next });
      if (begun === null) continue;
      if (index > 0 && !reentryAllowed(definition, previous, cause, at)) continue;
      const end = sums.run({
        begun,
        facts,
        random,
        judge,
        contextAt,
        isFirst: previous.length === 0,
        workflow,
      });
      previous.push(end);
    }
    if (previous.length === 0) sums.pass();
  }
  onProgress?.(total);
  return sums.forecast();
}

interface SimulatedStart {
  readonly trigger: WorkflowTrigger;
  readonly at: Instant;
}

/** Every start that the dates and schedules of the workflow plan in the simulated time. */
function planStarts(
  definition: WorkflowDefinition,
  contact: ContactRecord,
  memberships: ContactFacts["memberships"],
  { from, until, zone, holidays }: SimulationOptions,
): readonly SimulatedStart[] {
  const { due } = plannedEntries(definition, contact, {
    ...{ from, until, zone },
    isMember: (id) => memberships.some(({ segment }) => segment === id),
    ...(holidays === undefined ? {} : { holidays }),
  });
  return due.map((trigger) => ({ trigger, at: trigger.at }));
}

const made = {
  ...{ obligations: [], evidence: { eventIds: [], noticeDigests: [], logSize: 0 } },
  ruleset: { id: "simulation", digest: "" },
};
const allowed: Decision = { allowed: true, reasons: [], ...made };
const refused: Decision = {
  allowed: false,
  reasons: [{ code: "WITHDRAWN", effect: "deny", rule: "simulation" }],
  ...made,
};

function allowAll(_: SendQuestion, { withdrawn }: { readonly withdrawn: boolean }): Decision {
  return withdrawn ? refused : allowed;
}
