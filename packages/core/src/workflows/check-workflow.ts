import { DefinitionError } from "../errors/index.js";
import { deepestData, isDeeper } from "../json-depth.js";
import { checkSample } from "../messages/sample.js";
import { checkCap, nextAllowed } from "../timing/index.js";
import { adviceOn } from "./advice/advice-on.js";
import { checkImpossible } from "./advice/impossible-cases.js";
import { checkBranches } from "./check-branches.js";
import { checkEntry } from "./check-entry.js";
import { checkGraph } from "./check-graph.js";
import { checkKept } from "./check-kept.js";
import {
  checkDuration,
  checkEvent,
  checkSame,
  checkSegment,
  checkWhere,
  checkZone,
  isDeliverySignal,
  type KnownNames,
  type Report,
  reportThrown,
} from "./check-parts.js";
import { highestVersion, type WorkflowDefinition } from "./definition.js";
import { bringsData } from "./entry-trigger.js";
import type { WorkflowCatalog, WorkflowFault, WorkflowFinding } from "./finding.js";
import { edgeTable } from "./graph.js";
import { checkGoalParts } from "./nodes/goal.js";
import { checkNode } from "./nodes/index.js";
import { sentTemplates } from "./send-variants.js";

/**
 * All faults of a well-formed definition that can be found without running it. If there are none,
 * advice. Names are checked only with a catalog.
 */
export function checkWorkflow(
  definition: WorkflowDefinition,
  catalog: WorkflowCatalog = {},
): readonly WorkflowFinding[] {
  const faults = faultsIn(definition, catalog);
  return faults.length > 0 ? faults : adviceOn(definition, catalog);
}

/**
 * Kept apart from the advice, so that a bundle which only defines workflows does not contain it.
 */
function faultsIn(
  definition: WorkflowDefinition,
  catalog: WorkflowCatalog,
): readonly WorkflowFault[] {
  // Checked before anything recurses.
  if (isDeeper(definition, deepestData)) {
    const message = `The definition is nested deeper than ${deepestData} levels.`;
    return [{ code: "DEPTH", path: "", message }];
  }
  const edges = edgeTable(definition.nodes);
  const findings: WorkflowFault[] = [
    ...checkGraph(definition, edges),
    ...checkBranches(definition, edges),
  ];
  const report: Report = (code, path, message) => findings.push({ code, path, message });
  const known = {
    templates: toSet(catalog.templates),
    segments: toSet(catalog.segments),
    events: toSet(catalog.events),
    purposes: catalog.purposes,
    template: catalog.template,
    attributes: catalog.attributes,
    workflow: catalog.workflow,
    own: definition.id,
    dateAttribute: catalog.dateAttribute,
    sent: new Set(sentTemplates(definition)),
    goals: goalNames(definition),
    hasData: definition.entry.triggers.some(bringsData),
  };
  checkFrame(definition, known, report);
  checkKept(definition, edges, catalog, report);
  const nodes = Object.entries(definition.nodes);
  for (const [id, node] of nodes) checkNode(node, `nodes.${id}`, known, report);
  if (findings.length > 0) return findings;
  // The conditions are valid here, so their values can be compared.
  for (const [id, node] of nodes)
    if (node.kind === "branch") checkImpossible(node, `nodes.${id}`, report);
  return findings;
}

/**
 * Advice does not throw.
 * @throws DefinitionError `DEFINITION_` and the code of the first finding, at its path.
 */
export function assertWorkflow(
  definition: WorkflowDefinition,
  catalog: WorkflowCatalog = {},
): void {
  const [first, ...others] = faultsIn(definition, catalog);
  if (first === undefined) return;
  const more =
    others.length === 0
      ? ""
      : ` And ${others.length} more: ${[...new Set(others.map(({ code }) => code))].join(", ")}.`;
  throw new DefinitionError(
    `DEFINITION_${first.code}`,
    `${definition.id}: ${first.message}${more}`,
    {
      path: first.path,
      remedy: "checkWorkflow lists every finding.",
    },
  );
}

function toSet(names: Iterable<string> | undefined): ReadonlySet<string> | null {
  return names === undefined ? null : new Set(names);
}

function goalNames({ nodes, goals = [] }: WorkflowDefinition): ReadonlySet<string> {
  const names = new Set(goals.map(({ name }) => name));
  for (const node of Object.values(nodes)) if (node.kind === "goal") names.add(node.name);
  return names;
}

function checkFrame(definition: WorkflowDefinition, known: KnownNames, report: Report): void {
  const { version, entry, exitOn, goals = [], policy, zone } = definition;
  if (!Number.isSafeInteger(version) || version < 1 || version > highestVersion)
    report("VERSION", "version", `A version must be an integer from 1 to ${highestVersion}.`);
  checkZone(zone, "zone", report);

  checkEntry(entry, known, report);
  exitOn.forEach((rule, index) => {
    const path = `exitOn[${index}]`;
    if (rule.on === "segment") checkSegment(rule.segment, `${path}.segment`, known, report);
    else {
      if (!isDeliverySignal(rule.event)) checkEvent(rule.event, `${path}.event`, known, report);
      checkWhere(rule.where, `${path}.where`, report);
      checkSame(rule.same, `${path}.same`, known, report);
      if (rule.same !== undefined && isDeliverySignal(rule.event))
        report(
          "KEY",
          `${path}.same`,
          "A report about a message has no data to compare: remove same.",
        );
    }
  });

  goals.forEach(({ name, event, where, same, value }, index) => {
    const path = `goals[${index}]`;
    checkGoalParts(name, value, path, report);
    checkEvent(event, `${path}.event`, known, report);
    checkWhere(where, `${path}.where`, report);
    checkSame(same, `${path}.same`, known, report);
  });

  if (policy.lateAfter !== undefined) checkDuration(policy.lateAfter, "policy.lateAfter", report);
  const { holdout, quiet, priority = 50 } = policy;
  if (!Number.isSafeInteger(priority) || priority < 0 || priority > 100)
    report("PRIORITY", "policy.priority", "A priority must be a whole number from 0 to 100.");
  if (holdout !== undefined)
    reportThrown(() => checkSample(holdout, "policy.holdout"), "HOLDOUT", "policy.holdout", report);
  if (quiet !== undefined)
    reportThrown(() => nextAllowed(quiet, ["UTC"], 0), "QUIET_HOURS", "policy.quiet", report);
  policy.caps?.forEach((cap, index) => {
    const path = `policy.caps[${index}]`;
    reportThrown(() => checkCap(cap, path), "CAP", path, report);
  });
}
