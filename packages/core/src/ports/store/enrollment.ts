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
  /** Counts steps: the fence of every write and part of every effect's key. */
  readonly revision: number;
  readonly state: JsonObject;
  readonly status: "active" | "ended";
  /** `null` while only an event can wake it. */
  readonly wakeAt: Instant | null;
  /**
   * Event names that wake or end it, `delivery:clicked` among them; as `due:order.placed` those it
   * hears only from when its next step is due until it is taken.
   */
  readonly waitingFor: readonly string[];
  /** Inputs that arrived since the last step, in order. */
  readonly pending: readonly JsonValue[];
  /** Unique per workflow and contact: what makes entering twice a no-op. */
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
  /** Effects and refusals in the workflow's own form: the material of `explain`. */
  readonly detail: JsonObject;
}
