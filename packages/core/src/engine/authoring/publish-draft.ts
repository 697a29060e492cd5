import { WellsentError } from "../../errors/index.js";
import { type JsonValue, sameJson } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Publication, WorkflowDefinition, WorkflowDraft } from "../../workflows/index.js";
import type { PartDependencies } from "../engine-part.js";
import { migrationVerbs } from "../migration-verbs.js";
import { said } from "../pausing-verbs.js";
import { readUnlessCorrupt } from "../published-workflows.js";
import { paced } from "../walk-runs.js";
import type { ChangedBy } from "../workflow-verbs.js";
import { putFirst, readPublicationList, replaceList, type TenantWorkflow } from "./authored.js";
import type {
  PublishedMigration,
  PublishedMove,
  PublishOptions,
  PublishOutcome,
} from "./authoring-face.js";
import { draftedWorkflow, draftFor, findingsIn } from "./check-draft.js";
import { draftDigest } from "./draft-digest.js";
import { type LiveVersion, liveVersions, rulesFor, unmappedRuns } from "./live-versions.js";
import { refuseGiven } from "./save-draft.js";

/**
 * See `Authoring.publish`. The version is stored first, and counts once the tenant's list names it:
 * a process that dies in between leaves a version that nobody runs, which the next call takes.
 */
export async function publishDraft(
  deps: PartDependencies,
  of: TenantWorkflow,
  { digest: shown, migrate, ...by }: PublishOptions,
  options: CallOptions,
): Promise<PublishOutcome> {
  const { store, clock, ids, catalog } = deps;
  const { tenant, workflow } = of;
  paced(migrate?.pace);
  refuseGiven(deps, workflow);
  const draft = await draftFor(deps, of, options);
  for (;;) {
    const list = await readPublicationList(store, tenant, options);
    const before = list.publications.get(workflow) ?? null;
    const refused = await refusal(deps, of, draft, before, shown, options);
    if ("published" in refused) return refused;
    const { definition, digest } = refused;
    const made = await nextVersion(deps, of, definition, before, options);
    const live = migrate === undefined ? [] : await liveVersions(deps, of, options);
    const unmapped = migrate === undefined ? [] : unmappedRuns(live, made, migrate);
    if (unmapped.length > 0) return { published: false, code: "WORKFLOW_RUNS_UNMAPPED", unmapped };
    const now = clock.now();
    const { version } = made;
    const named = { kind: "workflow", id: workflow, version } as const;
    const body = jsonIn(made);
    if (!(await putFirst(store, { tenant, now, definition: { ...named, body } }, options)))
      continue;
    const publication: Publication = {
      ...{ version, revision: draft.revision, digest, at: now, turn: list.turn + 1 },
      ...said(by),
    };
    const next = new Map([...list.publications, [workflow, publication] as const]);
    const scope = { tenant, now, made: ids.next() };
    if (!(await replaceList(store, scope, list, next, options))) continue;
    await catalog.read(tenant, options);
    const moves = await moveRuns(deps, of, made, live, migrate ?? {}, by, options);
    return { published: true, version, digest, moves };
  }
}

/** Why the draft is not published as it is, or else what is. */
async function refusal(
  deps: PartDependencies,
  of: TenantWorkflow,
  draft: WorkflowDraft,
  before: Publication | null,
  shown: string | undefined,
  options: CallOptions,
): Promise<
  | Extract<PublishOutcome, { readonly published: false }>
  | { readonly definition: WorkflowDefinition; readonly digest: string }
> {
  const { tenant } = of;
  if (
    before !== null &&
    before.revision >= draft.revision &&
    !(await isLost(deps, of, before, options))
  ) {
    const { version, digest } = before;
    return { published: false, code: "WORKFLOW_ALREADY_PUBLISHED", version, digest };
  }
  const { state, digest } = draft;
  if (state !== "checked" || digest === null)
    return { published: false, code: "WORKFLOW_UNCHECKED" };
  const definition = await draftedWorkflow(draft.definition);
  if ((shown ?? digest) !== digest || draftDigest(deps, tenant, definition) !== digest)
    return { published: false, code: "WORKFLOW_STALE" };
  // An engine of another release may have another schema than the one that checked it.
  const findings = await findingsIn(deps, tenant, definition, options);
  return findings.some(({ advice }) => advice !== true)
    ? { published: false, code: "WORKFLOW_FAULTS", findings }
    : { definition, digest };
}

/**
 * Whether the published version is missing or damaged in the store. The draft is then published
 * anew. What another release may be able to read is not lost.
 */
async function isLost(
  { store }: PartDependencies,
  { tenant, workflow: id }: TenantWorkflow,
  { version }: Publication,
  options: CallOptions,
): Promise<boolean> {
  const named = { tenant, kind: "workflow", id, version } as const;
  const stored = await readUnlessCorrupt(store, named, options);
  return stored === null || stored === "corrupt";
}

/** The definition with its version: the next one, or that of a call that broke off. */
async function nextVersion(
  { store }: PartDependencies,
  { tenant, workflow }: TenantWorkflow,
  definition: WorkflowDefinition,
  before: Publication | null,
  options: CallOptions,
): Promise<WorkflowDefinition> {
  const named = { tenant, kind: "workflow", id: workflow } as const;
  const latest = await readUnlessCorrupt(store, named, options);
  if (latest === null) return { ...definition, version: before?.version ?? 1 };
  if (latest === "corrupt") {
    // The place of a damaged version stays taken.
    let version = (before?.version ?? 0) + 1;
    while ((await readUnlessCorrupt(store, { ...named, version }, options)) !== null) version += 1;
    return { ...definition, version };
  }
  const again = { ...definition, version: latest.version };
  const isLeftOver =
    latest.version > (before?.version ?? 0) && sameJson(latest.body, jsonIn(again));
  return isLeftOver ? again : { ...definition, version: latest.version + 1 };
}

function jsonIn(definition: WorkflowDefinition): JsonValue {
  return JSON.parse(JSON.stringify(definition));
}

/**
 * The version is out, so a version whose runs do not move is reported and keeps no other from
 * moving.
 */
async function moveRuns(
  deps: PartDependencies,
  { tenant, workflow }: TenantWorkflow,
  { version: to }: WorkflowDefinition,
  live: readonly LiveVersion[],
  migrate: PublishedMigration,
  by: ChangedBy,
  options: CallOptions,
): Promise<readonly PublishedMove[]> {
  const { run } = migrationVerbs(deps);
  const { pace } = migrate;
  const moves: PublishedMove[] = [];
  for (const one of live) {
    const from = one.definition.version;
    if (from === to) continue;
    const rules = { ...rulesFor(one, migrate, live), ...(pace === undefined ? {} : { pace }) };
    try {
      const input = { ...rules, workflow, from, to, ...said(by) };
      moves.push({ from, ...(await run(tenant, input, options)) });
    } catch (error) {
      if (options.signal?.aborted || !WellsentError.isInstance(error)) throw error;
      moves.push({ from, moved: 0, ended: 0, failed: [], code: error.code });
    }
  }
  return moves;
}
