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
 * one that it does not have, at the latest version that any engine has published to the tenant.
 */
export function childStarts(
  deps: ChildDependencies,
  due: Pick<DueEnrollment, "facts" | "runs" | "latest">,
  standings: Standings,
  now: Instant,
  read: (definition: Definition) => WorkflowDefinition | null,
): ChildStarts {
  const started: EnrollmentRecord[] = [];
  const log: StepLogEntry[] = [];
  let isForeign = false;
  const find = (id: string): WorkflowDefinition | null => {
    const own = deps.catalog.current.get(id);
    const kept = own === undefined ? due.latest.get(id) : undefined;
    if (kept === undefined) return own ?? null;
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
