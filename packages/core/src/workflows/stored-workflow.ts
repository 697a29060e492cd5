import { DefinitionError } from "../errors/index.js";
import { isObject, type JsonValue } from "../json.js";
import { deepestData, isDeeper } from "../json-depth.js";
import type { WorkflowDefinition } from "./definition.js";
import { isKnownKind } from "./nodes/index.js";

/**
 * Takes a definition back out of the store it was put into. It was checked then, by the release
 * that put it, and is not judged anew: a run must finish on the version it began with even where
 * later checks are stricter. Refused is only what is of another form, or knows steps this release
 * does not.
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
  if (!isObject(body) || body["v"] !== 1 || isDeeper(body, deepestData)) return false;
  const { entry, exitOn, policy, start, nodes, zone } = body;
  return (
    typeof start === "string" &&
    typeof zone === "string" &&
    Array.isArray(exitOn) &&
    isObject(entry) &&
    isObject(policy) &&
    isObject(nodes) &&
    Object.values(nodes).every((node) => isObject(node) && isKnownKind(String(node["kind"])))
  );
}
