import type { JsonObject } from "../json.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import { keyAt } from "../segments/index.js";
import { holds } from "./condition.js";
import type { WorkflowDefinition } from "./definition.js";
import type { WorkflowInput } from "./workflow-input.js";

/** The event that restarts a run; `null` if there is none. */
export function restartEvent({
  entry: { trigger, reentry },
}: Pick<WorkflowDefinition, "entry">): string | null {
  return trigger.on === "event" && reentry.mode === "keyed" && reentry.again === "restart"
    ? trigger.event
    : null;
}

/** The latest input that restarts the run: an event of its trigger's name and key. */
export function restartedBy(
  definition: WorkflowDefinition,
  state: { readonly data: JsonObject | null; readonly trigger: string | null },
  inputs: readonly WorkflowInput[],
): (WorkflowInput & { readonly type: "event" }) | null {
  const name = restartEvent(definition);
  const { trigger, reentry } = definition.entry;
  if (name === null || trigger.on !== "event" || reentry.mode !== "keyed") return null;
  const key = keyAt(state.data, reentry.key);
  let latest: (WorkflowInput & { readonly type: "event" }) | null = null;
  for (const input of inputs) {
    if (input.type !== "event" || input.name !== name || input.id === state.trigger) continue;
    if (key === null || keyAt(input.data, reentry.key) !== key) continue;
    if (!holds(trigger.where, input.data)) continue;
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
