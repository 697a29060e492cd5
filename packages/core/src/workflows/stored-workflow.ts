import { DefinitionError } from "../errors/index.js";
import { isObject, type JsonValue } from "../json.js";
import { deepestData, isDeeper } from "../json-depth.js";
import type { WorkflowDefinition } from "./definition.js";
import { type FormatHistory, migrateDefinition, workflowFormats } from "./formats.js";
import { isKnownKind } from "./nodes/index.js";

/**
 * Reads a definition from the store. It was checked by the release that stored it and is not
 * checked again, because a run must finish on the version it began with even if later checks are
 * stricter. An older format is brought forward; only a format or kinds of nodes that this release
 * does not know are refused.
 *
 * @throws DefinitionError `DEFINITION_WORKFLOW`, `DEFINITION_FORMAT`
 */
export function readStoredWorkflow(
  body: JsonValue,
  id: string,
  version: number,
  formats: FormatHistory = workflowFormats,
): WorkflowDefinition {
  const read = migrateDefinition(body, formats);
  if (isStored(read, formats) && read.id === id && read.version === version) return read;
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

function isStored(body: unknown, { newest }: FormatHistory): body is WorkflowDefinition {
  if (!isObject(body) || body["v"] !== newest || isDeeper(body, deepestData)) return false;
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
