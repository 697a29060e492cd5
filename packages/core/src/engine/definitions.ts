import { DefinitionError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Definition, Store } from "../ports/store/store.js";
import { readStoredWorkflow } from "../workflows/index.js";
import { type Catalogue, versionKey } from "./catalogue.js";

/**
 * Puts the engine's workflows into the store and fetches the older versions that runs under way may still be on.
 * @throws DefinitionError `DEFINITION_VERSION_REUSED` where a version means something else than what the store holds:
 * runs on it would change under way.
 */
export const publishDefinitions = async (
  store: Store,
  catalogue: Catalogue,
  scope: { readonly tenant: TenantId; readonly now: Instant },
  options: CallOptions = {},
): Promise<void> => {
  const { tenant } = scope;
  for (const workflow of catalogue.current.values()) {
    for (let version = 1; version <= workflow.version; version++) {
      const kept = await store.readDefinition(
        { tenant, kind: "workflow", id: workflow.id, version },
        options,
      );
      if (version < workflow.version) {
        if (kept)
          catalogue.versions.set(
            versionKey(workflow.id, version),
            readStoredWorkflow(kept.body, workflow.id, version),
          );
        continue;
      }
      const body: JsonValue = JSON.parse(JSON.stringify(workflow));
      if (kept && !sameJson(kept.body, body)) {
        throw new DefinitionError(
          "DEFINITION_VERSION_REUSED",
          `Version ${version} of workflow ${workflow.id} is already in use with another content.`,
          {
            path: `workflows.${workflow.id}.version`,
            remedy: `Give the changed workflow version ${version + 1}: runs under way finish on the old one.`,
          },
        );
      }
      const definition: Definition = { kind: "workflow", id: workflow.id, version, body };
      if (!kept) await store.putDefinition({ ...scope, definition }, options);
    }
  }
};

const sameJson = (a: JsonValue, b: JsonValue): boolean => {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key) ?? null))
  );
};
