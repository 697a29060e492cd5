import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { Definition, DueEnrollment } from "../ports/store/store.js";
import {
  type ChildQuestion,
  type ChildStart,
  closedBy,
  enterChild,
  type Standings,
  type WorkflowDefinition,
} from "../workflows/index.js";
import { deciderFor, type GateDependencies } from "./decider.js";
import type { DefinitionCatalog } from "./definition-catalog.js";
import { unusableWorkflow } from "./definitions.js";
import type { Publisher } from "./publisher.js";
import { knownFaults } from "./route.js";

export interface ChildDependencies extends GateDependencies {
  readonly catalog: DefinitionCatalog;
  readonly publisher: Pick<Publisher, "unusable">;
}

/** The runs that one step starts. */
export interface ChildStarts {
  readonly start: (question: ChildQuestion) => ChildStart;
  readonly started: readonly EnrollmentRecord[];
  readonly log: readonly StepLogEntry[];
  /** A workflow was asked for that only another release can read: the step is left to it. */
  readonly isForeign: () => boolean;
}

/**
 * Starts runs of other workflows within a step. The engine's own version of a workflow is started;
 * one that it does not have, at the latest version that any engine has published to the tenant. A
 * damaged one starts nobody: the step fails with `STORE_CORRUPT`, and its run waits in quarantine.
 */
export function childStarts(
  deps: ChildDependencies,
  due: Pick<DueEnrollment, "enrollment" | "facts" | "runs" | "latest">,
  standings: Standings,
  now: Instant,
  read: (definition: Definition) => WorkflowDefinition | null,
): ChildStarts {
  const started: EnrollmentRecord[] = [];
  const log: StepLogEntry[] = [];
  let isForeign = false;
  const unusable = deps.publisher.unusable(due.enrollment.tenant);
  const find = (id: string): WorkflowDefinition | null => {
    const own = deps.catalog.current.get(id);
    // Refused, the run would go its other path for good: what is damaged can be mended.
    if (own !== undefined && unusable.get(id) === "STORE_CORRUPT")
      throw unusableWorkflow(id, "STORE_CORRUPT");
    const kept = own === undefined ? due.latest(id) : null;
    if (kept === null) return own ?? null;
    const stored = read(kept);
    isForeign ||= stored === null;
    return stored;
  };
  return {
    started,
    log,
    isForeign: () => isForeign,
    start: (question) => {
      const definition = find(question.workflow);
      if (definition === null) return { version: null, reasons: [unknown] };
      const { facts } = due;
      const entry = enterChild(definition, question, {
        ...{ contact: facts.contact, runs: [...due.runs(), ...started], now },
        closed: [
          ...knownFaults(deps, facts, definition),
          ...closedBy(standings.get(definition.id)),
        ],
        decide: deciderFor(deps, facts, now),
      });
      if (entry.run !== null) started.push(entry.run);
      log.push(...entry.log);
      return entry.said;
    },
  };
}

const unknown: DecisionReason = {
  ...{ code: "WORKFLOW_UNKNOWN", effect: "deny" },
  rule: "no engine has published this workflow",
};
