import type { ContactId, EnrollmentId, TenantId, WorkflowId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject, JsonValue } from "../../json.js";

/**
 * One contact's run through one version of a workflow. `state` belongs to the transition; a store
 * never reads it.
 */
export interface EnrollmentRecord {
  readonly tenant: TenantId;
  readonly id: EnrollmentId;
  readonly workflow: WorkflowId;
  readonly version: number;
  readonly contact: ContactId;
  /** Counts steps. Every write is checked against it, and the key of every effect contains it. */
  readonly revision: number;
  readonly state: JsonObject;
  readonly status: "active" | "ended";
  /** `null` if only an event can wake the run. */
  readonly wakeAt: Instant | null;
  /**
   * Names of the events that wake or end the run, such as `delivery:clicked`. The form
   * `due:order.placed` is an event that counts only while the next step is due.
   */
  readonly waitingFor: readonly string[];
  /** Inputs that arrived since the last step, in order. */
  readonly pending: readonly JsonValue[];
  /** Unique for workflow and contact, so that entering twice does nothing. */
  readonly entryKey: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly outcome: string | null;
}

export interface StepLogEntry {
  readonly tenant: TenantId;
  readonly enrollment: EnrollmentId;
  readonly workflow: WorkflowId;
  readonly contact: ContactId;
  readonly revision: number;
  readonly at: Instant;
  /** Ids of the steps passed through. */
  readonly path: readonly string[];
  /** Effects and refusals in the workflow's own form, from which `explain` reads. */
  readonly detail: JsonObject;
}
