import type { JsonObject } from "../json.js";
import type { TemplateInfo } from "../ports/renderer.js";
import type { DurationText, FrequencyCap } from "../timing/index.js";
import type { WorkflowDefinition } from "./definition.js";

/**
 * The possible faults of a workflow. Codes are stable; with the prefix `DEFINITION_` they are the
 * codes of the errors thrown.
 */
export type WorkflowFaultCode =
  | "DEPTH"
  | "VERSION"
  | "START"
  | "TRIGGER"
  | "TRIGGER_TWICE"
  | "RECURRENCE"
  | "DANGLING"
  | "UNREACHABLE"
  | "NO_WAY_OUT"
  | "LOOP_WITHOUT_WAIT"
  | "SPLIT_WEIGHTS"
  | "SPLIT_ARM_TWICE"
  | "WAITS_FOR_NOTHING"
  | "DOES_NOTHING"
  | "PURPOSE_MISSING"
  | "UNKNOWN_PURPOSE"
  | "UNKNOWN_TOPIC"
  | "UNKNOWN_EVENT"
  | "UNKNOWN_SEGMENT"
  | "UNKNOWN_TEMPLATE"
  | "UNSENT_TEMPLATE"
  | "CLASS_LAXER"
  | "CHANNEL"
  | "TEMPLATE_WAY_OUT"
  | "PURPOSE"
  | "ATTRIBUTE"
  | "KEY"
  | "KEPT"
  | "CONDITION"
  | "DURATION"
  | "DATE"
  | "GOAL"
  | "EXPERIMENT"
  | "PARALLEL"
  | "WEBHOOK"
  | "THROTTLE"
  | "NOTIFY"
  | "RUN"
  | "RUN_CIRCLE"
  | "UNKNOWN_WORKFLOW"
  | "TIME"
  | "TIME_ZONE"
  | "QUIET_HOURS"
  | "HOLDOUT"
  | "PRIORITY"
  | "CAP"
  | "IMPOSSIBLE"
  | "HOLIDAYS"
  | "WEBHOOKS"
  | "COLLEAGUES";

/** Findings that are worth a look and stop nothing. */
export type WorkflowAdviceCode = "OVER_CAP" | "BEYOND_RETENTION" | "NO_CONSENT" | "FIELDS_MISSING";

export type WorkflowFindingCode = WorkflowFaultCode | WorkflowAdviceCode;

export interface WorkflowFinding {
  readonly code: WorkflowFindingCode;
  /** A path into the definition: `nodes.branch.cases[1].next`. */
  readonly path: string;
  /** For people. Ids only. */
  readonly message: string;
  /** Worth a look, but no fault: nothing is refused because of it. */
  readonly advice?: true;
}

export type Advise = (code: WorkflowAdviceCode, path: string, message: string) => void;

/** A finding for which the definition is refused. */
export interface WorkflowFault extends WorkflowFinding {
  readonly code: WorkflowFaultCode;
}

/** The names that exist outside the workflow. Kinds that are left out are not checked. */
export interface WorkflowCatalog {
  readonly templates?: Iterable<string>;
  /** The properties that a template declares; others are not checked. */
  readonly template?: (id: string) => TemplateInfo | undefined;
  /** Returns the names of the values in a step that the schema refuses; empty if none. */
  readonly attributes?: (set: JsonObject, unset: readonly string[]) => readonly string[];
  /** Whether an attribute may hold dates, as far as the schema tells. */
  readonly dateAttribute?: (name: string) => "date" | "other" | "unknown";
  /**
   * A workflow that a step may start; `null`: there is none of this name. `undefined`: it is not
   * known whether there is.
   */
  readonly workflow?: (id: string) => WorkflowDefinition | null | undefined;
  readonly segments?: Iterable<string>;
  readonly events?: Iterable<string>;
  readonly purposes?: Readonly<Record<string, { readonly topics?: readonly string[] }>>;
  /** Caps that hold beside the workflow's own: those of the tenant. */
  readonly caps?: readonly FrequencyCap[];
  /** How long a contact's data is kept. */
  readonly retention?: DurationText;
  /** The names of the contact's attributes. Absent or `null`: any. */
  readonly contactFields?: readonly string[] | null;
  /** The names of an event's data; `null`: any. */
  readonly eventFields?: (event: string) => readonly string[] | null;
}
