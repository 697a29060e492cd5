import type { CallOptions } from "../../ports/call-options.js";
import { writeDiscarded } from "../../workflows/index.js";
import type { PartDependencies } from "../engine-part.js";
import { said } from "../pausing-verbs.js";
import {
  putRevision,
  readDraftTip,
  readPublicationList,
  replaceList,
  type TenantWorkflow,
} from "./authored.js";
import type { DiscardOptions, DiscardOutcome } from "./authoring-face.js";

/**
 * See `Authoring.discard`. The mark that takes the draft's place is what counts. A process that dies
 * after it leaves a name on the list that nobody sees.
 */
export async function discardDraft(
  deps: PartDependencies,
  of: TenantWorkflow,
  { after, ...by }: DiscardOptions,
  options: CallOptions,
): Promise<DiscardOutcome> {
  const { store, clock } = deps;
  const list = await readPublicationList(store, of.tenant, options);
  const published = list.publications.get(of.workflow)?.revision ?? 0;
  const { revision, draft } = await readDraftTip(store, of, options);
  if (draft === null || revision <= published)
    return { discarded: false, code: "WORKFLOW_NO_DRAFT" };
  if ((after ?? revision) !== revision)
    return { discarded: false, code: "WORKFLOW_DRAFT_CHANGED", revision };
  const now = clock.now();
  const body = writeDiscarded({ at: now, ...said(by) });
  if (!(await putRevision(store, { ...of, now }, revision + 1, body, options))) {
    const tip = await readDraftTip(store, of, options);
    return { discarded: false, code: "WORKFLOW_DRAFT_CHANGED", revision: tip.revision };
  }
  await giveNameBack(deps, of, options);
  return { discarded: true, revision };
}

/** Takes a name off the tenant's list under which nothing was ever published. */
async function giveNameBack(
  { store, clock, ids }: PartDependencies,
  { tenant, workflow }: TenantWorkflow,
  options: CallOptions,
): Promise<void> {
  for (;;) {
    const list = await readPublicationList(store, tenant, options);
    if (list.publications.get(workflow) !== null) return;
    // A publication that broke off has left a version, which the next one of this name takes.
    const named = { tenant, kind: "workflow", id: workflow } as const;
    if ((await store.readDefinition(named, options)) !== null) return;
    if ((await readDraftTip(store, { tenant, workflow }, options)).draft !== null) return;
    const next = new Map([...list.publications].filter(([id]) => id !== workflow));
    const scope = { tenant, now: clock.now(), made: ids.next() };
    if (await replaceList(store, scope, list, next, options)) return;
  }
}
