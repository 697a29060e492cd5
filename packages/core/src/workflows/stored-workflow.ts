import { DefinitionError } from "../errors/index.js";
import type { JsonValue } from "../json.js";
import type { WorkflowDefinition, WorkflowNode } from "./definition.js";

const kinds: Readonly<Record<WorkflowNode["kind"], true>> = {
  send: true,
  wait: true,
  waitUntil: true,
  waitFor: true,
  branch: true,
  split: true,
  update: true,
  list: true,
  exit: true,
};

/**
 * Takes a definition back out of the store it was put into. It was checked then, by the release that put it, and is not
 * judged anew: a run must finish on the version it began with even where later checks are stricter. Refused is only what
 * is of another form, or knows steps this release does not.
 *
 * @throws DefinitionError `DEFINITION_WORKFLOW`
 */
export function readStoredWorkflow(
  body: JsonValue,
  id: string,
  version: number,
): WorkflowDefinition {
  if (isStored(body) && body.id === id && body.version === version) return body;
  throw new DefinitionError(
    "DEFINITION_WORKFLOW",
    `Version ${version} of workflow ${id} cannot be read back.`,
    {
      path: `workflows.${id}`,
      remedy:
        "It was stored by another release: run that release, or restore the definition from a backup.",
    },
  );
}

function isStored(body: unknown): body is WorkflowDefinition {
  if (!isObject(body) || body["v"] !== 1) return false;
  const { entry, exitOn, policy, start, nodes, zone } = body;
  return (
    typeof start === "string" &&
    typeof zone === "string" &&
    Array.isArray(exitOn) &&
    isObject(entry) &&
    isObject(policy) &&
    isObject(nodes) &&
    Object.values(nodes).every(
      (node) => isObject(node) && Object.hasOwn(kinds, String(node["kind"])),
    )
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
