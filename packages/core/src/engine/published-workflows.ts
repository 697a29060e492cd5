import { DefinitionError, StoreError, WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Holidays } from "../ports/holidays.js";
import type { Definition, Store } from "../ports/store/store.js";
import {
  type Publication,
  readPublications,
  readStoredWorkflow,
  type WorkflowDefinition,
} from "../workflows/index.js";
import { checkHolidays } from "./definition-catalog.js";

/** A published workflow on which an engine starts no run. */
export interface UnreadWorkflow {
  /** `null`: the tenant's whole list cannot be read. */
  readonly workflow: string | null;
  readonly version: number | null;
  /**
   * `DEFINITION_FORMAT`, `DEFINITION_WORKFLOW`: of another release. `DEFINITION_HOLIDAYS`: it keeps
   * holidays, and the engine knows none. `DEFINITION_DUPLICATE`: the engine was given a workflow of
   * its name, which goes first. `STORE_CORRUPT`: the store lost it.
   */
  readonly code: UnreadCode;
}

type UnreadCode = `DEFINITION_${string}` | "STORE_CORRUPT";

/** A published version that other processes may be able to read, and so start runs on. */
export interface ForeignWorkflow {
  readonly workflow: string;
  readonly version: number;
  /** What begins it, as stored; `null`: that cannot be told. */
  readonly triggers: readonly JsonObject[] | null;
}

/** What a tenant published as data, as an engine read it. */
export interface PublishedWorkflows {
  /** Of {@link PublishedWorkflows.unread}: what comes for these is left to others. */
  readonly foreign: readonly ForeignWorkflow[];
  /** The version of the tenant's list; 0: it has none. */
  readonly turn: number;
  readonly workflows: readonly WorkflowDefinition[];
  readonly unread: readonly UnreadWorkflow[];
  /** Those of which nothing was published yet. */
  readonly drafted: ReadonlySet<string>;
}

/** Why no run starts on it here, as a tick reports it. */
export function unreadWorkflow({ workflow, code }: UnreadWorkflow): WellsentError {
  const what = workflow === null ? "What the tenant published" : `Workflow ${workflow}`;
  const path = workflow === null ? "workflows" : `workflows.${workflow}`;
  return code === "STORE_CORRUPT"
    ? new StoreError(code, `${what} cannot be read.`, {
        path,
        remedy: "Restore it from a backup, or publish its next version.",
      })
    : new DefinitionError(code, `${what} starts nobody on this engine.`, {
        path,
        remedy: "Run the release that published it, or give the engine what it names.",
      });
}

/** The id of the definition that lists what a tenant has as data. */
export const publicationId = "workflows";

/**
 * Reads each version once. What is as before comes back as the same object. A workflow that this
 * engine cannot read keeps no other from running.
 */
export async function readPublishedWorkflows(
  store: Store,
  tenant: TenantId,
  known: {
    readonly before: PublishedWorkflows | undefined;
    readonly holidays: Holidays | undefined;
  },
  options: CallOptions = {},
): Promise<PublishedWorkflows> {
  const { before = none, holidays } = known;
  const named = { tenant, kind: "publication", id: publicationId } as const;
  const wholly = (code: UnreadCode): PublishedWorkflows => ({
    ...before,
    unread: [{ workflow: null, version: null, code }],
  });
  const list = await readUnlessCorrupt(store, named, options);
  if (list === "corrupt") return wholly("STORE_CORRUPT");
  if (list === null) return before.turn === 0 && before.unread.length === 0 ? before : none;
  if (list.version === before.turn && before.unread.length === 0) return before;
  const publications = readPublications(list.body);
  if (publications === null) return wholly("DEFINITION_FORMAT");
  const read = [...publications].map(async ([id, publication]) =>
    publication === null
      ? null
      : readOne({ store, tenant, before, holidays }, id, publication, options),
  );
  const workflows: WorkflowDefinition[] = [];
  const unread: UnreadWorkflow[] = [];
  const foreign: ForeignWorkflow[] = [];
  for (const one of await Promise.all(read)) {
    if (one === null) continue;
    if ("nodes" in one) {
      workflows.push(one);
      continue;
    }
    unread.push(one.unread);
    foreign.push(one.foreign);
  }
  const drafted = new Set([...publications].flatMap(([id, one]) => (one === null ? [id] : [])));
  return { turn: list.version, workflows, unread, foreign, drafted };
}

const none: PublishedWorkflows = {
  ...{ turn: 0, workflows: [], unread: [], foreign: [], drafted: new Set() },
};

/** One damaged row is no reason to start none of the others, nor to refuse what people do. */
export async function readUnlessCorrupt(
  store: Store,
  named: Parameters<Store["readDefinition"]>[0],
  options: CallOptions,
): Promise<Definition | "corrupt" | null> {
  try {
    return await store.readDefinition(named, options);
  } catch (error) {
    if (WellsentError.isInstance(error) && error.code === "STORE_CORRUPT") return "corrupt";
    throw error;
  }
}

async function readOne(
  {
    store,
    tenant,
    before,
    holidays,
  }: {
    readonly store: Store;
    readonly tenant: TenantId;
    readonly before: PublishedWorkflows;
    readonly holidays: Holidays | undefined;
  },
  workflow: string,
  { version }: Publication,
  options: CallOptions,
): Promise<WorkflowDefinition | LeftToOthers> {
  const same = before.workflows.find((one) => one.id === workflow && one.version === version);
  if (same !== undefined) return same;
  const named = { tenant, kind: "workflow", id: workflow, version } as const;
  const stored = await readUnlessCorrupt(store, named, options);
  const unread = (code: UnreadCode): LeftToOthers => ({
    unread: { workflow, version, code },
    foreign: { workflow, version, triggers: triggersIn(stored) },
  });
  if (stored === null || stored === "corrupt") return unread("STORE_CORRUPT");
  try {
    const definition = readStoredWorkflow(stored.body, workflow, version);
    checkHolidays(definition, holidays);
    return definition;
  } catch (error) {
    if (WellsentError.isInstance(error))
      return unread(isDefinitionCode(error.code) ? error.code : "DEFINITION_WORKFLOW");
    throw error;
  }
}

interface LeftToOthers {
  readonly unread: UnreadWorkflow;
  readonly foreign: ForeignWorkflow;
}

function triggersIn(stored: Definition | "corrupt" | null): readonly JsonObject[] | null {
  const body = stored === null || stored === "corrupt" ? null : stored.body;
  const entry = isObject(body) ? (body["entry"] ?? null) : null;
  const given = isObject(entry) ? (entry["triggers"] ?? null) : null;
  if (!Array.isArray(given)) return null;
  const triggers: readonly JsonValue[] = given;
  return triggers.every((one): one is JsonObject => isObject(one)) ? triggers : null;
}

function isDefinitionCode(code: string): code is `DEFINITION_${string}` {
  return code.startsWith("DEFINITION_");
}
