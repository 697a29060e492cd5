import type { Instant } from "../../instant.js";
import type { SendPolicy } from "../../messages/send-policy.js";
import type { Decision } from "../../ports/consent-gate.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { WorkflowDefinition } from "../definition.js";
import { enrollmentFor, type WorkflowTrigger } from "../enrollment.js";
import type { SendQuestion, TransitionContext } from "../transition-context.js";
import type { SimulatedBehavior, SimulatedRandom } from "./behavior.js";
import { type ForecastOptions, forecaster, type WorkflowForecast } from "./forecast.js";
import { policyJudge } from "./judge-send.js";

export interface SimulatedContact {
  readonly contact: ContactRecord;
  /** When the contacts enter. Default: at the start. */
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
    ...context
  } = options;
  const { zone } = context;
  const sums = forecaster(definition, { from, until, zone, behavior, goal, cost });
  const judge = policyJudge(zone, policy);
  let total = 0;
  for (const { contact, entersAt = from, memberships = [], trigger } of contacts) {
    total++;
    if (onProgress !== undefined && total % 1000 === 0) onProgress(total);
    const cause: WorkflowTrigger = trigger ?? { type: "manual", id: `simulated-${total}` };
    const begun = enrollmentFor(definition, contact, cause, entersAt, {
      next: () => `simulated-${total}`,
    });
    if (begun === null) {
      sums.pass();
      continue;
    }
    const facts: ContactFacts = {
      contact,
      memberships,
      lists: contact.lists,
      events: [],
      messages: [],
      consent: [],
      enrolled: [definition.id],
    };
    sums.run({
      ...{ begun, facts, random, judge },
      contextAt: (now, seen, withdrawn) => ({
        ...context,
        now,
        decide: (question) => decide(question, { contact: seen.contact, now, withdrawn }),
      }),
    });
  }
  onProgress?.(total);
  return sums.forecast();
}

const made = { obligations: [], evidence: { eventIds: [], noticeDigests: [], logSize: 0 } };
const ruleset = { id: "simulation", digest: "" };

function allowAll(_: SendQuestion, { withdrawn }: { readonly withdrawn: boolean }): Decision {
  return withdrawn
    ? {
        allowed: false,
        reasons: [{ code: "WITHDRAWN", effect: "deny", rule: "simulation" }],
        ...made,
        ruleset,
      }
    : { allowed: true, reasons: [], ...made, ruleset };
}
