import {
  type ContactId,
  enrollmentId,
  type ListId,
  type SegmentId,
  type SendKey,
  type TenantId,
  type WorkflowId,
} from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { IdSource } from "../ports/sources.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { EventFact } from "../ports/store/facts.js";
import { keyAt } from "../segments/index.js";
import { addDuration } from "../timing/index.js";
import { isRefusal } from "./admission.js";
import { holds } from "./condition.js";
import { isConsentNews } from "./consent-news.js";
import type { WorkflowDefinition } from "./definition.js";
import { waitingFor } from "./definition-plan.js";
import { writeState } from "./enrollment-state.js";
import type { DeliveryTrigger, EntryTrigger, TimedTrigger } from "./entry-trigger.js";
import type { ParentLink } from "./parent-link.js";
import { againPrefix, matchesRunKey, onceKey } from "./restart.js";

/** What can start a run. `id` distinguishes manual starts: the same id twice is one start. */
export type WorkflowTrigger =
  | { readonly type: "event"; readonly event: EventFact }
  | {
      readonly type: "member";
      readonly segment: SegmentId;
      readonly entered: boolean;
      readonly at: Instant;
    }
  | {
      readonly type: "list";
      readonly list: ListId;
      readonly joined: boolean;
      readonly at: Instant;
      /** The contact's revision that the change made. */
      readonly revision: number;
    }
  | {
      readonly type: "delivery";
      readonly event: DeliveryTrigger["event"];
      readonly message: SendKey;
      readonly template: string;
      /** The workflow that sent the message; `null`: none did. */
      readonly workflow: string | null;
      readonly at: Instant;
      /** `null` if unknown; counts as a person. */
      readonly machine: boolean | null;
    }
  | {
      /** A date came, or an instant of a schedule. */
      readonly type: "planned";
      readonly rule: TimedTrigger;
      /** Tells its occurrences apart, and no two starts of one: `date:birthday:2027`. */
      readonly key: string;
      readonly at: Instant;
    }
  | {
      readonly type: "manual";
      readonly id: string;
      readonly data?: JsonObject;
      /** The run that asks for it, if one does. */
      readonly parent?: ParentLink;
    };

/** Whether the definition starts with this trigger. */
export function startsWith(definition: WorkflowDefinition, trigger: WorkflowTrigger): boolean {
  return definition.entry.triggers.some((rule) => matches(rule, trigger, definition.id));
}

function matches(rule: EntryTrigger, trigger: WorkflowTrigger, own: WorkflowId): boolean {
  switch (rule.on) {
    case "event":
      return (
        trigger.type === "event" &&
        rule.event === trigger.event.name &&
        holds(rule.where, trigger.event.data)
      );
    case "segment":
      return (
        trigger.type === "member" &&
        rule.segment === trigger.segment &&
        (rule.when === "enter") === trigger.entered
      );
    case "list":
      return (
        trigger.type === "list" &&
        rule.list === trigger.list &&
        (rule.when === "join") === trigger.joined
      );
    case "consent":
      return trigger.type === "event" && isConsentNews(rule, trigger.event);
    case "delivery":
      return (
        trigger.type === "delivery" &&
        rule.event === trigger.event &&
        (rule.template === undefined
          ? trigger.workflow !== own
          : rule.template === trigger.template) &&
        !(trigger.machine === true && (rule.humanOnly ?? true))
      );
    case "date":
    case "schedule":
      return trigger.type === "planned" && JSON.stringify(rule) === JSON.stringify(trigger.rule);
    case "manual":
      return trigger.type === "manual";
  }
}

/**
 * A new run, due at once and placed before the first node. Its unique `entryKey` makes entering
 * twice a no-op: the policy `never` has one key for all time, `keyed` has one per value in the
 * trigger's data (one per value and trigger if the value may enter again), and the others have one
 * per trigger.
 *
 * `null`: the workflow is keyed and the trigger has no such value, so it cannot be entered.
 */
export function enrollmentFor(
  definition: WorkflowDefinition,
  contact: { readonly tenant: TenantId; readonly id: ContactId },
  trigger: WorkflowTrigger,
  now: Instant,
  ids: IdSource,
): EnrollmentRecord | null {
  const entryKey = deriveEntryKey(definition, trigger);
  if (entryKey === null) return null;
  const data = readTriggerData(trigger);
  const since = happenedAt(trigger);
  return {
    tenant: contact.tenant,
    id: enrollmentId(ids.next()),
    workflow: definition.id,
    version: definition.version,
    contact: contact.id,
    revision: 0,
    state: writeState({
      node: definition.start,
      wait: null,
      data: Object.keys(data).length === 0 ? null : data,
      trigger: trigger.type === "event" ? trigger.event.id : null,
      ...(since !== null && since < now ? { enteredAt: since } : {}),
      ...(trigger.type === "manual" && trigger.parent !== undefined
        ? { parent: trigger.parent }
        : {}),
    }),
    status: "active",
    wakeAt: now,
    waitingFor: waitingFor(definition, definition.start),
    pending: [],
    entryKey,
    // Lateness counts from the planned instant.
    startedAt: trigger.type === "planned" ? Math.min(trigger.at, now) : now,
    endedAt: null,
    outcome: null,
  };
}

/**
 * Whether the contact may begin another run, based on its earlier runs in any version of this
 * workflow. Runs that were refused at entry do not count. For `keyed` workflows without repetition
 * this is always true, because the unique entry key decides.
 */
export function reentryAllowed(
  definition: WorkflowDefinition,
  previous: readonly EnrollmentRecord[],
  trigger: WorkflowTrigger,
  now: Instant,
): boolean {
  const { reentry } = definition.entry;
  const runs = previous.filter((run) => run.workflow === definition.id && !isRefusal(run));
  switch (reentry.mode) {
    case "never":
      return runs.length === 0;
    case "always":
      return true;
    case "keyed": {
      const key = keyAt(readTriggerData(trigger), reentry.key);
      const underWay = runs.filter(({ status }) => status === "active");
      return reentry.again === undefined || key === null || !underWay.some(matchesRunKey(key));
    }
    case "afterExit":
      return runs.every(
        ({ endedAt }) => endedAt !== null && cooledDown(endedAt, reentry.cooldown, now),
      );
  }
}

function cooledDown(endedAt: Instant, cooldown: string | undefined, now: Instant): boolean {
  return cooldown === undefined || addDuration(endedAt, cooldown, "UTC") <= now;
}

function deriveEntryKey(
  { entry: { reentry } }: WorkflowDefinition,
  trigger: WorkflowTrigger,
): string | null {
  if (reentry.mode === "never") return "once";
  if (reentry.mode === "keyed") {
    const key = keyAt(readTriggerData(trigger), reentry.key);
    if (key === null) return null;
    return reentry.again === undefined
      ? onceKey(key)
      : `${againPrefix(key)}${identifyTrigger(trigger)}`;
  }
  return identifyTrigger(trigger);
}

/** Distinguishes one trigger from another. */
export function identifyTrigger(trigger: WorkflowTrigger): string {
  switch (trigger.type) {
    case "event":
      return `event:${trigger.event.id}`;
    case "member":
      return `segment:${trigger.segment}:${trigger.entered ? "entered" : "left"}:${trigger.at}`;
    case "list":
      return `list:${trigger.list}:${trigger.joined ? "joined" : "left"}:${trigger.revision}`;
    case "delivery":
      return `delivery:${trigger.message}:${trigger.event}`;
    case "planned":
      return trigger.key;
    case "manual":
      return `manual:${trigger.id}`;
  }
}

/** When it happened, if that can be before the run is made. */
export function happenedAt(trigger: WorkflowTrigger): Instant | null {
  if (trigger.type === "event") return trigger.event.at;
  return trigger.type === "delivery" ? trigger.at : null;
}

function readTriggerData(trigger: WorkflowTrigger): JsonObject {
  switch (trigger.type) {
    case "event":
      return trigger.event.data;
    case "delivery":
      return { message: trigger.message, template: trigger.template };
    case "manual":
      return trigger.data ?? {};
    default:
      return {};
  }
}
