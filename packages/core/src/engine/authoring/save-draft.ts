import { DefinitionError, InputError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import { isObject, type JsonObject, sameJson } from "../../json.js";
import { deepestData, isDeeper } from "../../json-depth.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { WorkflowDraft } from "../../workflows/index.js";
import type { PartDependencies } from "../engine-part.js";
import { said } from "../pausing-verbs.js";
import {
  putDraft,
  readDraftTip,
  readPublicationList,
  replaceList,
  type TenantWorkflow,
} from "./authored.js";
import type { SaveOptions, SaveOutcome } from "./authoring-face.js";
import { draftedWorkflow, findingsIn } from "./check-draft.js";

/** Characters of JSON: some thousand nodes, and little enough to keep each revision. */
const largest = 1_000_000;

/** Workflows that one tenant has as data. Engines keep all of them in memory. */
const most = 1_000;

/** See `Authoring.save`. */
export async function saveDraft(
  deps: PartDependencies,
  tenant: TenantId,
  json: unknown,
  { after, ...by }: SaveOptions,
  options: CallOptions,
): Promise<SaveOutcome> {
  const definition = plainDefinition(json);
  const read = await draftedWorkflow(definition);
  const of: TenantWorkflow = { tenant, workflow: read.id };
  const findings = await findingsIn(deps, tenant, read, options);
  await takeName(deps, of, options);
  for (;;) {
    const { revision: before, draft: latest } = await readDraftTip(deps.store, of, options);
    // Who saw no draft also saw one that was discarded.
    const isAfter = after === undefined || after === before || (after === 0 && latest === null);
    if (!isAfter) return { saved: false, code: "WORKFLOW_DRAFT_CHANGED", revision: before };
    if (latest !== null && sameJson(latest.definition, definition))
      return { saved: true, revision: before, findings };
    const now = deps.clock.now();
    const draft: WorkflowDraft = {
      ...{ revision: before + 1, state: "draft", definition, findings, digest: null, at: now },
      ...said(by),
    };
    if (!(await putDraft(deps.store, { ...of, now }, draft, options))) continue;
    // Whoever discarded the one before may be giving the name back, having seen no draft. The list
    // is written again, so that they look again.
    if (before > 0 && latest === null) await takeName(deps, of, options, "anew");
    return { saved: true, revision: draft.revision, findings };
  }
}

/**
 * Puts the id on the tenant's list before anything is kept under it. Until a draft is there, nobody
 * sees the name.
 */
async function takeName(
  deps: PartDependencies,
  { tenant, workflow }: TenantWorkflow,
  options: CallOptions,
  anew?: "anew",
): Promise<void> {
  const { store, clock, ids } = deps;
  refuseGiven(deps, workflow);
  for (;;) {
    const list = await readPublicationList(store, tenant, options);
    const isThere = list.publications.has(workflow);
    if (isThere && anew === undefined) return;
    // An engine of another release was given a workflow of this name.
    const named = { tenant, kind: "workflow", id: workflow } as const;
    if (!isThere && (await store.readDefinition(named, options)) !== null)
      throw duplicate(workflow);
    if (anew === undefined && list.publications.size >= most)
      throw new InputError("INPUT_WORKFLOW_COUNT", `A tenant has ${most} workflows at most.`, {
        path: "id",
        remedy: "Nothing was saved. Publish the next version of one that is there.",
      });
    const scope = { tenant, now: clock.now(), made: ids.next() };
    const own = list.publications.get(workflow) ?? null;
    const next = new Map([...list.publications, [workflow, own] as const]);
    if (await replaceList(store, scope, list, next, options)) return;
  }
}

/** @throws DefinitionError `DEFINITION_DUPLICATE` */
export function refuseGiven(
  { catalog }: Pick<PartDependencies, "catalog">,
  workflow: string,
): void {
  if (catalog.now().current.has(workflow)) throw duplicate(workflow);
}

function duplicate(workflow: string): DefinitionError {
  return new DefinitionError(
    "DEFINITION_DUPLICATE",
    `Code gives a workflow called ${workflow}, which every tenant has.`,
    { path: "id", remedy: "Give this one an id of its own." },
  );
}

/**
 * The JSON of a definition, without what it does not say. Every draft has version 1: publishing
 * gives the real one.
 * @throws DefinitionError `DEFINITION_DEPTH`, `DEFINITION_SIZE`, `DEFINITION_WORKFLOW`
 */
function plainDefinition(json: unknown): JsonObject {
  // Before anything recurses.
  if (isDeeper(json, deepestData))
    throw new DefinitionError(
      "DEFINITION_DEPTH",
      `The definition is nested deeper than ${deepestData} levels.`,
      { remedy: "Make segments of the inner conditions and refer to them." },
    );
  const text = jsonText(json);
  if (text.length > largest)
    throw new DefinitionError(
      "DEFINITION_SIZE",
      `The definition has more than ${largest} characters.`,
      { remedy: "Divide it into several workflows." },
    );
  const plain: unknown = JSON.parse(text);
  if (isJsonObject(plain)) return { ...plain, version: 1 };
  throw notJson();
}

function jsonText(json: unknown): string {
  try {
    const text: unknown = JSON.stringify(json);
    if (typeof text === "string") return text;
  } catch {
    // What has no JSON is no definition.
  }
  throw notJson();
}

function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

function notJson(): DefinitionError {
  return new DefinitionError("DEFINITION_WORKFLOW", "This is no workflow: it is no JSON object.", {
    remedy: "Pass the parsed object, not its text; workflowJsonSchema() describes the shape.",
  });
}
