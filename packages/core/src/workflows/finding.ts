import type { JsonObject } from "../json.js";
import type { TemplateInfo } from "../ports/renderer.js";

/**
 * What can be wrong with a workflow. Each code is stable; `DEFINITION_` before it is the code of
 * the error thrown.
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
  | "TIME"
  | "TIME_ZONE"
  | "QUIET_HOURS"
  | "PRIORITY"
  | "CAP";

export interface WorkflowFinding {
  readonly code: WorkflowFindingCode;
  /** Into the definition: `nodes.branch.cases[1].next`. */
  readonly path: string;
  /** For people. Ids only. */
  readonly message: string;
}

/** What is known to exist besides the workflow. What is left out is not checked. */
export interface WorkflowCatalog {
  readonly templates?: Iterable<string>;
  /** What a template says of itself; what it does not know is not checked. */
  readonly template?: (id: string) => TemplateInfo | undefined;
  /** Says which of the values that a step sets are refused, by name; empty: none. */
  readonly attributes?: (set: JsonObject, unset: readonly string[]) => readonly string[];
  readonly segments?: Iterable<string>;
  readonly events?: Iterable<string>;
  readonly purposes?: Readonly<Record<string, { readonly topics?: readonly string[] }>>;
}
