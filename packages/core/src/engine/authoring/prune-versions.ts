import { InputError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Definition } from "../../ports/store/store.js";
import type { Publication } from "../../workflows/index.js";
import type { PartDependencies } from "../engine-part.js";
import { readDraftTip, readPublicationList, type TenantWorkflow } from "./authored.js";
import type { PruneOptions, PruneReport } from "./authoring-face.js";
import { mostVersions, readVersions } from "./read-versions.js";

/** Removed in one transaction. */
const chunk = 100;

/** A process may start runs on a version that was replaced for so long, and more than that. */
const grace = 3_600_000;

/** See `Authoring.prune`. */
export async function pruneVersions(
  deps: PartDependencies,
  tenant: TenantId,
  { keep = 10 }: PruneOptions,
  options: CallOptions,
): Promise<PruneReport> {
  if (!Number.isSafeInteger(keep) || keep < 1 || keep > mostVersions)
    throw new InputError("INPUT_KEEP", "This is no number of versions to keep.", {
      path: "keep",
      remedy: `Keep between 1 and ${mostVersions} versions of each workflow.`,
    });
  const { publications } = await readPublicationList(deps.store, tenant, options);
  let versions = 0;
  let drafts = 0;
  for (const [workflow, publication] of publications) {
    const of = { tenant, workflow };
    const kept = publication === null ? [] : await keptVersions(deps, of, keep, options);
    drafts += await pruneDrafts(deps, of, kept, options);
    if (publication === null) continue;
    const needed = kept.map(({ version }) => version);
    // The store keeps what runs are on. What is above was left by a publication that broke off,
    // and is taken by the next.
    versions += await drop(deps, of, "workflow", publication.version, needed, options);
  }
  return { versions, drafts };
}

/** The newest, and those on which runs may have begun a moment ago. */
async function keptVersions(
  deps: PartDependencies,
  of: TenantWorkflow,
  keep: number,
  options: CallOptions,
): Promise<readonly Publication[]> {
  const versions = await readVersions(deps, of, options);
  const recent = deps.clock.now() - grace;
  return versions.filter((_, index) => {
    const replacedAt = versions[index - 1]?.at;
    return index < keep || (replacedAt !== undefined && replacedAt > recent);
  });
}

/** All but the last revision, and those that tell who checked what is kept. */
async function pruneDrafts(
  deps: PartDependencies,
  of: TenantWorkflow,
  kept: readonly Publication[],
  options: CallOptions,
): Promise<number> {
  const { revision } = await readDraftTip(deps.store, of, options);
  const checked = kept.map((one) => one.revision);
  return drop(deps, of, "draft", revision, checked, options);
}

async function drop(
  { store, clock }: PartDependencies,
  { tenant, workflow: id }: TenantWorkflow,
  kind: Definition["kind"],
  below: number,
  keep: readonly number[],
  options: CallOptions,
): Promise<number> {
  let count = 0;
  for (let more = true; more; ) {
    const call = { tenant, now: clock.now(), kind, id, below, keep, limit: chunk };
    const done = await store.dropDefinitions(call, options);
    count += done.dropped.length;
    ({ more } = done);
  }
  return count;
}
