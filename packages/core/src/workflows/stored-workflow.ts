import { DefinitionError } from "../errors/index.js";
import { isObject, type JsonValue } from "../json.js";
import { deepestData, isDeeper } from "../json-depth.js";
import type { WorkflowDefinition } from "./definition.js";
import { isKnownKind } from "./nodes/index.js";

/**
 * Reads a definition from the store. It was checked by the release that stored it and is not
 * checked again, because a run must finish on the version it began with even if later checks are
 * stricter. Only an unknown format or unknown kinds of nodes are refused.
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
    Array.isArray(entry["triggers"]) &&
    isObject(policy) &&
    isObject(nodes) &&
    Object.values(nodes).every((node) => isObject(node) && isKnownKind(String(node["kind"])))
  );
}
