import type { ContactId, EnrollmentId, SendKey, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { CallOptions } from "../call-options.js";
import type { Page, Paged } from "./page.js";
import type { StoreScope } from "./scope.js";

/** A task for a colleague, written together with the step that asks for it. */
export interface TaskDraft {
  /** The task's id: the same key is the same task. */
  readonly key: SendKey;
  /** The step that asks for it. */
  readonly node: string;
  /** Whose task it is, as the host names its people. `null`: nobody's yet. */
  readonly owner: string | null;
  readonly title: string;
  readonly text: string | null;
  /** What the step names of the contact and of the run. */
  readonly details: JsonObject;
  readonly dueAt: Instant | null;
  /** Whether its owner is to be told by mail. */
  readonly mail: boolean;
}

export type TaskState = "open" | "done";

/** A task as it stands. */
export interface TaskRecord extends Omit<TaskDraft, "mail"> {
  readonly contact: ContactId;
  readonly run: EnrollmentId;
  readonly workflow: string;
  readonly at: Instant;
  readonly state: TaskState;
  readonly doneAt: Instant | null;
  /** Who did it, as the host says. */
  readonly doneBy: string | null;
  /**
   * The mail to its owner: `WAITING`, `SENT`, or why there was none, such as `NO_ADDRESS`. `null`:
   * none was asked for.
   */
  readonly mail: string | null;
}

/** Which tasks are read: those of one contact, of one owner, or all of a state. */
export interface TaskQuery {
  readonly contact?: ContactId;
  /** `null`: those that are nobody's. */
  readonly owner?: string | null;
  /** Default: open ones. */
  readonly state?: TaskState;
}

/** What is changed about a task; what is left out stays. */
export interface TaskChange {
  /** `null`: it is open again. */
  readonly done?: { readonly by: string | null } | null;
  readonly owner?: string | null;
}

/** Tasks of a tenant's colleagues. A person who is erased takes theirs along. */
export interface StoreTasks {
  /** The oldest first. */
  readTasks(
    call: { readonly tenant: TenantId } & TaskQuery & Page,
    options?: CallOptions,
  ): Promise<Paged<TaskRecord>>;
  /** The task as it is then; `null`: there is none. What is done stays done as it was. */
  changeTask(
    call: StoreScope & { readonly key: SendKey; readonly change: TaskChange },
    options?: CallOptions,
  ): Promise<TaskRecord | null>;
}
