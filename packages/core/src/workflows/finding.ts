import type { JsonObject } from "../json.js";
import type { TemplateInfo } from "../ports/renderer.js";

/**
 * The possible faults of a workflow. Codes are stable; with the prefix `DEFINITION_` they are the
 * codes of the errors thrown.
 */
export type WorkflowFindingCode =
  | "DEPTH"
  | "VERSION"
  | "START"
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
  | "CONDITION"
  | "DURATION"
  | "DATE"
  | "GOAL"
  | "EXPERIMENT"
  | "PARALLEL"
  | "TIME"
  | "TIME_ZONE"
  | "QUIET_HOURS"
  | "CAP";

export interface WorkflowFinding {
  readonly code: WorkflowFindingCode;
  /** A path into the definition: `nodes.branch.cases[1].next`. */
  readonly path: string;
  /** For people. Ids only. */
  readonly message: string;
}

/** The names that exist outside the workflow. Kinds that are left out are not checked. */
export interface WorkflowCatalog {
  readonly templates?: Iterable<string>;
  /** The properties that a template declares; others are not checked. */
  readonly template?: (id: string) => TemplateInfo | undefined;
  /** Returns the names of the values in a step that the schema refuses; empty if none. */
  readonly attributes?: (set: JsonObject, unset: readonly string[]) => readonly string[];
  readonly segments?: Iterable<string>;
  readonly events?: Iterable<string>;
  readonly purposes?: Readonly<Record<string, { readonly topics?: readonly string[] }>>;
}
