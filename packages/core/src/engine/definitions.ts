import { DefinitionError, StoreError, WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { type JsonValue, sameJson } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Definition, Store } from "../ports/store/store.js";
import { readStoredWorkflow, type WorkflowDefinition } from "../workflows/index.js";
import type { DefinitionCatalog } from "./definition-catalog.js";

/** Why nothing may begin on a workflow here. */
export type UnusableCode = "DEFINITION_VERSION_REUSED" | "STORE_CORRUPT";

/** Workflows on which nothing may begin in a tenant, by id. */
export type UnusableWorkflows = ReadonlyMap<string, UnusableCode>;

/**
 * Puts the engine's current workflows into one tenant's store. Resolves to those on which nothing
 * may begin: the store holds them with another content under the same version, or what it holds
 * cannot be read.
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
      else if (!isOf(named, kept.body)) unusable.set(id, "STORE_CORRUPT");
      else if (!sameJson(kept.body, body)) unusable.set(id, "DEFINITION_VERSION_REUSED");
    } catch (error) {
      unusable.set(id, unusableBy(error));
    }
  }
  return unusable;
}

/** Whether this is a workflow of that name at all, in whatever form a release may give it. */
function isOf({ id, version }: Pick<Definition, "id" | "version">, body: JsonValue): boolean {
  const said = new Map(Object.entries(typeof body === "object" && body !== null ? body : {}));
  return said.get("id") === id && said.get("version") === version;
}

/** What an error says of its workflow alone; any other error is the store's, and thrown. */
function unusableBy(error: unknown): UnusableCode {
  const code = WellsentError.isInstance(error) ? error.code : null;
  if (code === "STORE_CORRUPT") return code;
  // Somebody else was quicker, with another content.
  if (code === "STORE_DEFINITION_CONFLICT") return "DEFINITION_VERSION_REUSED";
  throw error;
}

/**
 * A version that means something else than what the store holds, so that runs on it would change,
 * or one that the store cannot read back.
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
 * Reads definitions as the store holds them, each once. `null` for what this engine cannot run:
 * steps or a form that it does not know.
 */
export function storedWorkflows(
  catalog: DefinitionCatalog,
): (definition: Definition) => WorkflowDefinition | null {
  const known = new Map<string, WorkflowDefinition | null>();
  return (definition) => {
    const { id, version } = definition;
    const key = `${version} ${id}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const read = readDefinition(catalog, definition);
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
    // The very same content: what was compiled for the engine's own value serves it as well.
    return own?.version === version && sameJson(body, JSON.parse(JSON.stringify(own)))
      ? own
      : stored;
  } catch (error) {
    if (WellsentError.isInstance(error)) return null;
    throw error;
  }
}
