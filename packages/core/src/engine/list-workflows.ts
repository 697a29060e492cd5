import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Store } from "../ports/store/store.js";
import type { Publication } from "../workflows/index.js";
import { readLatestDraft, readPublicationList } from "./authoring/authored.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { TenantStandings } from "./tenant-standings.js";
import type { OpenDraft, WorkflowState } from "./workflow-verbs.js";

/** What the engine has, what the tenant has as data, and what was ever paused or retired, by id. */
export async function listWorkflows(
  deps: {
    readonly store: Store;
    readonly catalog: LiveCatalog;
    readonly standings: TenantStandings;
  },
  tenant: TenantId,
  options: CallOptions = {},
): Promise<readonly WorkflowState[]> {
  const { store, catalog, standings } = deps;
  const [known, { publications }] = await Promise.all([
    standings.read(tenant, options),
    readPublicationList(store, tenant, options),
    catalog.read(tenant, options),
  ]);
  const given = catalog.now().current;
  const unread = new Map(catalog.unread(tenant).map(({ workflow, code }) => [workflow, code]));
  const listed = [...publications].map(([id, publication]) =>
    readOpenDraft(store, tenant, id, publication, options),
  );
  const drafts = new Map(await Promise.all(listed));
  // A name that was taken for a draft that was never saved.
  const stored = [...publications].flatMap(([id, publication]) =>
    publication !== null || drafts.get(id) !== undefined ? [id] : [],
  );
  const ids = [...new Set([...given.keys(), ...stored, ...known.keys()])].sort();
  return ids.map((id): WorkflowState => {
    const publication = publications.get(id);
    const draft = drafts.get(id);
    const code = unread.get(id);
    const version = given.get(id)?.version ?? publication?.version ?? null;
    const first = version === null && draft !== undefined ? draft.state : "active";
    const { turn, ...standing } = known.get(id) ?? { turn: 0, state: first, since: null };
    return {
      ...standing,
      ...{ id, version, origin: publication === undefined ? "code" : "stored" },
      ...(draft === undefined ? {} : { draft }),
      ...(code === undefined ? {} : { unread: code }),
    };
  });
}

async function readOpenDraft(
  store: Store,
  tenant: TenantId,
  workflow: string,
  publication: Publication | null,
  options: CallOptions,
): Promise<readonly [string, OpenDraft | undefined]> {
  const draft = await readLatestDraft(store, { tenant, workflow }, options);
  if (draft === null || draft.revision <= (publication?.revision ?? 0))
    return [workflow, undefined];
  const { definition, ...open } = draft;
  return [workflow, open];
}
