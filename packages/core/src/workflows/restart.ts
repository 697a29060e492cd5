import type { JsonObject } from "../json.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import { keyAt } from "../segments/index.js";
import { holds } from "./condition.js";
import type { WorkflowDefinition } from "./definition.js";
import type { EventTrigger } from "./entry-trigger.js";
import type { WorkflowInput } from "./workflow-input.js";

/** The events that restart a run. */
export function restartEvents({
  entry: { triggers, reentry },
}: Pick<WorkflowDefinition, "entry">): readonly EventTrigger[] {
  if (reentry.mode !== "keyed" || reentry.again !== "restart") return [];
  return triggers.filter((trigger) => trigger.on === "event");
}

/** The latest input that restarts the run: an event of a trigger's name and the run's key. */
export function restartedBy(
  definition: WorkflowDefinition,
  state: { readonly data: JsonObject | null; readonly trigger: string | null },
  inputs: readonly WorkflowInput[],
): (WorkflowInput & { readonly type: "event" }) | null {
  const { reentry } = definition.entry;
  if (inputs.length === 0 || reentry.mode !== "keyed" || reentry.again !== "restart") return null;
  const events = restartEvents(definition);
  const key = keyAt(state.data, reentry.key);
  let latest: (WorkflowInput & { readonly type: "event" }) | null = null;
  for (const input of inputs) {
    if (input.type !== "event" || input.id === state.trigger) continue;
    if (key === null || keyAt(input.data, reentry.key) !== key) continue;
    if (!events.some(({ event, where }) => event === input.name && holds(where, input.data)))
      continue;
    if (latest === null || input.at >= latest.at) latest = input;
  }
  return latest;
}

/** Matches the entry keys of the runs that have a key. */
export function matchesRunKey(key: string) {
  return ({ entryKey }: Pick<EnrollmentRecord, "entryKey">): boolean =>
    entryKey === onceKey(key) || entryKey.startsWith(againPrefix(key));
}

/** For a key that may enter once: the entry key is the value itself. */
export function onceKey(key: string): string {
  return `key:${key}`;
}

/**
 * For a key that may enter again: the trigger distinguishes the runs. The value is quoted, so that
 * no entry key is a prefix of another.
 */
export function againPrefix(key: string): string {
  return `again:${JSON.stringify(key)}:`;
}
