import type { Schema } from "../../contacts/index.js";
import type { NodeId, WorkflowNode } from "../definition.js";
import type { OpenEnd } from "./draft.js";
import type { StepOptions } from "./step-parts.js";
import type { PathBuilder, WorkflowSteps } from "./workflow-steps.js";

/** Puts nodes behind the steps built so far, for the verbs of the chain. */
export interface Laying<S extends Schema, Data> {
  readonly workflow: string;
  /** Connects the open edges to a new node, whose `ends` are open afterwards. */
  lay(
    given: NodeId | undefined,
    words: string,
    ends: readonly OpenEnd[],
    make: (id: NodeId) => WorkflowNode,
  ): WorkflowSteps<S, Data>;
  /** A node with one edge. */
  layOne(
    options: StepOptions | undefined,
    words: string,
    make: (next: OpenEnd) => WorkflowNode,
  ): WorkflowSteps<S, Data>;
  /** A node with several edges, each with the path behind it. What they leave open stays open. */
  fork(
    given: NodeId | undefined,
    words: string,
    ways: readonly Way<S, Data>[],
    make: (id: NodeId) => WorkflowNode,
  ): WorkflowSteps<S, Data>;
}

/** An edge and the path behind it; without a path the edge stays open. */
type Way<S extends Schema, Data> = readonly [OpenEnd, PathBuilder<S, Data> | undefined];
