import { StoreError, WellsentError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Definition, Store } from "../../ports/store/store.js";
import {
  isDiscarded,
  type Publications,
  readDraft,
  readPublications,
  type WorkflowDraft,
  writeDraft,
  writePublications,
} from "../../workflows/index.js";
import { publicationId } from "../published-workflows.js";

/** A workflow of one tenant. */
export interface TenantWorkflow {
  readonly tenant: TenantId;
  readonly workflow: string;
}

/** What a tenant has as data, and how many versions of that list there were. */
export interface PublicationList {
  readonly turn: number;
  readonly publications: Publications;
}

/** @throws StoreError `STORE_CORRUPT` for what this release cannot read */
export async function readPublicationList(
  store: Store,
  tenant: TenantId,
  options: CallOptions = {},
  turn?: number,
): Promise<PublicationList> {
  const named = { tenant, kind: "publication", id: publicationId } as const;
  const asked = turn === undefined ? named : { ...named, version: turn };
  const list = await store.readDefinition(asked, options);
  if (list === null) return { turn: turn ?? 0, publications: new Map() };
  const publications = readPublications(list.body);
  if (publications === null) throw unreadable("What the tenant published", "workflows");
  return { turn: list.version, publications };
}

/**
 * Replaces the list that was read. `false`: somebody else was quicker, and nothing was written.
 * `made` is another one each time, so that two who write the same at once do not both win.
 */
export function replaceList(
  store: Store,
  scope: { readonly tenant: TenantId; readonly now: Instant; readonly made: string },
  { turn }: PublicationList,
  publications: Publications,
  options: CallOptions = {},
): Promise<boolean> {
  const { made, ...call } = scope;
  const body = { ...writePublications(publications), made };
  const named = { kind: "publication", id: publicationId, version: turn + 1 } as const;
  return putFirst(store, { ...call, definition: { ...named, body } }, options);
}

/** How far the revisions of a draft are, and what the last one is. */
interface DraftTip {
  /** 0: there was none. */
  readonly revision: number;
  /** `null`: there is none, or it was discarded. */
  readonly draft: WorkflowDraft | null;
}

/** @throws StoreError `STORE_CORRUPT` for what this release cannot read */
export async function readDraftTip(
  store: Store,
  { tenant, workflow }: TenantWorkflow,
  options: CallOptions = {},
): Promise<DraftTip> {
  const named = { tenant, kind: "draft", id: workflow } as const;
  const stored = await store.readDefinition(named, options);
  if (stored === null) return { revision: 0, draft: null };
  const { version: revision, body } = stored;
  if (isDiscarded(body)) return { revision, draft: null };
  const draft = readDraft(body, revision);
  if (draft === null) throw unreadable(`The draft of workflow ${workflow}`, `drafts.${workflow}`);
  return { revision, draft };
}

/** @throws StoreError `STORE_CORRUPT` for what this release cannot read */
export async function readLatestDraft(
  store: Store,
  of: TenantWorkflow,
  options: CallOptions = {},
): Promise<WorkflowDraft | null> {
  return (await readDraftTip(store, of, options)).draft;
}

/** `false`: somebody else wrote this revision first, and nothing was written. */
export function putDraft(
  store: Store,
  of: TenantWorkflow & { readonly now: Instant },
  draft: WorkflowDraft,
  options: CallOptions = {},
): Promise<boolean> {
  return putRevision(store, of, draft.revision, writeDraft(draft), options);
}

/** The same for whatever a revision is. */
export function putRevision(
  store: Store,
  { tenant, workflow, now }: TenantWorkflow & { readonly now: Instant },
  version: number,
  body: JsonObject,
  options: CallOptions,
): Promise<boolean> {
  const definition = { kind: "draft", id: workflow, version, body } as const;
  return putFirst(store, { tenant, now, definition }, options);
}

/** Stores a version unless it is there with other content. */
export async function putFirst(
  store: Store,
  call: { readonly tenant: TenantId; readonly now: Instant; readonly definition: Definition },
  options: CallOptions,
): Promise<boolean> {
  try {
    await store.putDefinition(call, options);
    return true;
  } catch (error) {
    if (WellsentError.isInstance(error) && error.code === "STORE_DEFINITION_CONFLICT") return false;
    throw error;
  }
}

function unreadable(what: string, path: string): StoreError {
  return new StoreError("STORE_CORRUPT", `${what} cannot be read.`, {
    path,
    remedy: "Run the release that wrote it, or restore the store from a backup.",
  });
}
