import type { Instant } from "../../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../../json.js";
import type { WorkflowFinding } from "../finding.js";

/** A revision of a workflow that a tenant writes as data. */
export interface WorkflowDraft {
  /** Counts what was saved and checked: 1, 2, 3 … */
  readonly revision: number;
  /** `checked`: it has no faults, and may be published while its digest holds. */
  readonly state: "draft" | "checked";
  /** As saved, in the format that it was saved in. Its `version` is given when it is published. */
  readonly definition: JsonObject;
  readonly findings: readonly WorkflowFinding[];
  /** What was checked: the definition, and what it leans on. `null`: not checked. */
  readonly digest: string | null;
  readonly at: Instant;
  readonly by?: string;
  readonly why?: string;
}

/** The body of a definition of the kind `draft`; its version is the revision. */
export function writeDraft({ revision: _, findings, ...draft }: WorkflowDraft): JsonObject {
  return { v: 1, ...draft, findings: findings.map((one) => ({ ...one })) };
}

/** The body of a draft that was thrown away. Its revision is used up. */
export function writeDiscarded(said: Pick<WorkflowDraft, "at" | "by" | "why">): JsonObject {
  return { v: 1, state: "discarded", ...said };
}

export function isDiscarded(body: JsonValue): boolean {
  return isObject(body) && body["v"] === 1 && body["state"] === "discarded";
}

/** `null` for a body that this release did not write. */
export function readDraft(body: JsonValue, revision: number): WorkflowDraft | null {
  if (!isObject(body) || body["v"] !== 1) return null;
  const { state, definition, findings, digest = null, at, by, why } = body;
  if (
    (state !== "draft" && state !== "checked") ||
    !isObject(definition) ||
    !isFindings(findings) ||
    (digest !== null && typeof digest !== "string") ||
    typeof at !== "number"
  )
    return null;
  return {
    ...{ revision, state, definition, findings, digest, at },
    ...(typeof by === "string" ? { by } : {}),
    ...(typeof why === "string" ? { why } : {}),
  };
}

function isFindings(value: unknown): value is readonly WorkflowFinding[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one: unknown) =>
        isObject(one) &&
        typeof one["code"] === "string" &&
        typeof one["path"] === "string" &&
        typeof one["message"] === "string",
    )
  );
}
