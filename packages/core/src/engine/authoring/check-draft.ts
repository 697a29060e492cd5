import { DefinitionError, InputError, WellsentError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import type { JsonObject } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import { migrateDefinition } from "../../workflows/formats.js";
import {
  checkWorkflow,
  sentTemplates,
  type WorkflowCatalog,
  type WorkflowDefinition,
  type WorkflowDraft,
  type WorkflowFinding,
  type WorkflowFindingCode,
} from "../../workflows/index.js";
import { catalogFor } from "../create-workflow-verbs.js";
import { checkCalls, checkHolidays, dateKind } from "../definition-catalog.js";
import type { PartDependencies } from "../engine-part.js";
import { said } from "../pausing-verbs.js";
import { putDraft, readLatestDraft, type TenantWorkflow } from "./authored.js";
import type { CheckOptions, CheckOutcome } from "./authoring-face.js";
import { draftDigest } from "./draft-digest.js";

/** See `Authoring.check`. */
export async function checkDraft(
  deps: PartDependencies,
  of: TenantWorkflow,
  { retention, ...by }: CheckOptions,
  options: CallOptions,
): Promise<CheckOutcome> {
  const draft = await draftFor(deps, of, options);
  const definition = await draftedWorkflow(draft.definition);
  const given = retention === undefined ? {} : { retention };
  const findings = await findingsIn(deps, of.tenant, definition, options, given);
  const isSound = findings.every(({ advice }) => advice);
  const digest = draftDigest(deps, of.tenant, definition);
  const now = deps.clock.now();
  const next: WorkflowDraft = {
    ...{ revision: draft.revision + 1, definition: draft.definition, findings, at: now },
    state: isSound ? "checked" : "draft",
    digest: isSound ? digest : null,
    ...said(by),
  };
  let { revision } = draft;
  if (!saysTheSame(draft, next)) {
    revision = next.revision;
    if (!(await putDraft(deps.store, { ...of, now }, next, options))) {
      const latest = await draftFor(deps, of, options);
      return { checked: false, code: "WORKFLOW_DRAFT_CHANGED", revision: latest.revision };
    }
  }
  return isSound
    ? { checked: true, revision, digest, findings }
    : { checked: false, code: "WORKFLOW_FAULTS", revision, findings };
}

function saysTheSame(draft: WorkflowDraft, next: WorkflowDraft): boolean {
  return (
    draft.state === next.state &&
    draft.digest === next.digest &&
    JSON.stringify(draft.findings) === JSON.stringify(next.findings)
  );
}

/** @throws InputError `INPUT_WORKFLOW` */
export async function draftFor(
  { store }: Pick<PartDependencies, "store">,
  of: TenantWorkflow,
  options: CallOptions,
): Promise<WorkflowDraft> {
  const draft = await readLatestDraft(store, of, options);
  if (draft !== null) return draft;
  throw new InputError("INPUT_WORKFLOW", "The tenant has no draft of a workflow of this name.", {
    path: "workflow",
    remedy: "Save its definition first.",
  });
}

/**
 * The definition of a draft in this release's format.
 * @throws DefinitionError as `parseWorkflow` does for its shape
 */
export async function draftedWorkflow(definition: JsonObject): Promise<WorkflowDefinition> {
  // Whoever writes no workflow does not load the schema.
  const { parseWorkflowShape } = await import("../../definitions/index.js");
  return parseWorkflowShape(migrateDefinition(definition));
}

/** All that the engine knows against a definition, and for lack of that its advice. */
export async function findingsIn(
  deps: PartDependencies,
  tenant: TenantId,
  definition: WorkflowDefinition,
  options: CallOptions,
  given: Pick<WorkflowCatalog, "retention"> = {},
): Promise<readonly WorkflowFinding[]> {
  // Steps may start what another process published a moment ago.
  await deps.catalog.read(tenant, options);
  const { schema, renderer, holidays, calls, catalog: live } = deps;
  const templates = sentTemplates(definition).filter((id) => renderer.template(id) !== undefined);
  const catalog: WorkflowCatalog = {
    ...catalogFor(deps, tenant),
    ...given,
    templates,
    // What is only a draft starts nobody.
    workflow: (id) => live.forTenant(tenant).current.get(id) ?? null,
    dateAttribute: (name) => dateKind(schema, name),
  };
  const findings = checkWorkflow(definition, catalog);
  const host = [
    ...hostFinding(definition, () => checkHolidays(definition, holidays)),
    ...hostFinding(definition, () => checkCalls(definition, calls)),
  ];
  return host.length === 0 ? findings : [...findings.filter((one) => one.advice !== true), ...host];
}

/** What the engine refuses to run for want of an option, as a finding. */
function hostFinding({ id }: WorkflowDefinition, check: () => void): readonly WorkflowFinding[] {
  try {
    check();
    return [];
  } catch (error) {
    const code = WellsentError.isInstance(error) ? hostCodes.get(error.code) : undefined;
    if (code === undefined || !(error instanceof DefinitionError)) throw error;
    const path = (error.path ?? "").replace(`workflows.${id}.`, "");
    return [{ code, path, message: error.message }];
  }
}

const hostCodes: ReadonlyMap<string, WorkflowFindingCode> = new Map([
  ["DEFINITION_HOLIDAYS", "HOLIDAYS"],
  ["DEFINITION_WEBHOOKS", "WEBHOOKS"],
  ["DEFINITION_COLLEAGUES", "COLLEAGUES"],
]);
