import { DefinitionError, StoreError, WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { type JsonValue, sameJson } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Definition, Store } from "../ports/store/store.js";
import { readStoredWorkflow, type WorkflowDefinition } from "../workflows/index.js";
import type { DefinitionCatalog } from "./definition-catalog.js";

/** Why no run may start on a workflow in this tenant. */
export type UnusableCode = "DEFINITION_VERSION_REUSED" | "STORE_CORRUPT";

/** The workflows of a tenant on which no run may start, by id. */
export type UnusableWorkflows = ReadonlyMap<string, UnusableCode>;

/**
 * Puts the engine's current workflows into one tenant's store. Resolves to the workflows on which
 * no run may start, because the store holds other content under the same version, or holds content
 * that cannot be read.
 */
export async function publishDefinitions(
  store: Store,
  catalog: DefinitionCatalog,
  scope: { readonly tenant: TenantId; readonly now: Instant },
  options: CallOptions = {},
): Promise<UnusableWorkflows> {
  const { tenant } = scope;
  const unusable = new Map<string, UnusableCode>();
  for (const workflow of catalog.current.values()) {
    const { id, version } = workflow;
    const named = { kind: "workflow" as const, id, version };
    const body: JsonValue = JSON.parse(JSON.stringify(workflow));
    try {
      const kept = await store.readDefinition({ tenant, ...named }, options);
      if (kept === null)
        await store.putDefinition({ ...scope, definition: { ...named, body } }, options);
      else if (!isWorkflow(named, kept.body)) unusable.set(id, "STORE_CORRUPT");
      else if (!sameJson(kept.body, body)) unusable.set(id, "DEFINITION_VERSION_REUSED");
    } catch (error) {
      unusable.set(id, unusableBy(error));
    }
  }
  return unusable;
}

/** Whether the stored value is a workflow of that name, in any format that a release may write. */
function isWorkflow({ id, version }: Pick<Definition, "id" | "version">, body: JsonValue): boolean {
  const said = new Map(Object.entries(typeof body === "object" && body !== null ? body : {}));
  return said.get("id") === id && said.get("version") === version;
}

/** The code of an error that concerns one workflow only. Any other error is thrown again. */
function unusableBy(error: unknown): UnusableCode {
  const code = WellsentError.isInstance(error) ? error.code : null;
  if (code === "STORE_CORRUPT") return code;
  // Another engine published this version first, with other content.
  if (code === "STORE_DEFINITION_CONFLICT") return "DEFINITION_VERSION_REUSED";
  throw error;
}

/**
 * A version whose content differs from the store's, which would change running runs, or that the
 * store cannot read back.
 */
export function unusableWorkflow(id: string, code: UnusableCode): DefinitionError | StoreError {
  return code === "STORE_CORRUPT"
    ? new StoreError(code, `The store's copy of workflow ${id} cannot be read.`, {
        path: `workflows.${id}`,
        remedy: "Restore it from a backup, or give the workflow the next version.",
      })
    : new DefinitionError(
        code,
        `The version of workflow ${id} is already in use with another content.`,
        {
          path: `workflows.${id}.version`,
          remedy: "Give it the next version: runs under way finish on the old one.",
        },
      );
}

/**
 * Reads definitions from the store, each once. `null`: this engine cannot run it, because it has
 * unknown steps or an unknown format, or because `runs` says so.
 */
export function storedWorkflows(
  catalog: DefinitionCatalog,
  runs: (definition: WorkflowDefinition) => boolean = () => true,
): (definition: Definition) => WorkflowDefinition | null {
  const known = new Map<string, WorkflowDefinition | null>();
  return (definition) => {
    const { id, version } = definition;
    const key = `${version} ${id}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = readDefinition(catalog, definition);
    const read = found !== null && runs(found) ? found : null;
    known.set(key, read);
    return read;
  };
}

function readDefinition(
  catalog: DefinitionCatalog,
  { kind, id, version, body }: Definition,
): WorkflowDefinition | null {
  if (kind !== "workflow") return null;
  try {
    const stored = readStoredWorkflow(body, id, version);
    const own = catalog.current.get(id);
    // The content is identical, so the compiled form of the engine's own value serves for it too.
    return own?.version === version && sameJson(body, JSON.parse(JSON.stringify(own)))
      ? own
      : stored;
  } catch (error) {
    if (WellsentError.isInstance(error)) return null;
    throw error;
  }
}
