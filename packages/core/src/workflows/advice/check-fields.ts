import type { NodeId, SendNode, WorkflowDefinition } from "../definition.js";
import { bringsData, type EntryTrigger } from "../entry-trigger.js";
import type { Advise, WorkflowCatalog } from "../finding.js";
import { deepestRun } from "../parent-link.js";

/** The names of the data that one start brings. */
type Brought = readonly string[];

/**
 * Reports fields without which a template skips its recipient, and that nothing on the way brings:
 * neither the contact's attributes, nor the trigger's data, nor the step's own, nor an answer. A
 * workflow that a step starts has what the step hands over.
 */
export function checkFields(
  definition: WorkflowDefinition,
  catalog: WorkflowCatalog,
  advise: Advise,
): void {
  if (catalog.template === undefined || catalog.contactFields == null) return;
  const starts = definition.entry.triggers.flatMap((trigger) => {
    const data =
      trigger.on === "event" ? catalog.eventFields?.(trigger.event) : bringsNothing(trigger);
    return data == null ? [] : [data];
  });
  for (const { node, template, child, lacking } of lackingIn(definition, starts, catalog)) {
    const whose = child === null ? template : `${template} in ${child}`;
    advise(
      "FIELDS_MISSING",
      `nodes.${node}.data`,
      `${whose} skips everybody without ${lacking.join(", ")}, which nothing brings.`,
    );
  }
}

interface Lacking {
  readonly node: NodeId;
  readonly template: string;
  /** The workflow that sends it, where that is not the one which is looked at. */
  readonly child: string | null;
  readonly lacking: readonly string[];
}

function lackingIn(
  { nodes }: WorkflowDefinition,
  starts: readonly Brought[],
  catalog: WorkflowCatalog,
  depth = 0,
): readonly Lacking[] {
  const answers = Object.values(nodes).flatMap((node) => {
    if (node.kind === "webhook") return node.answer?.as ?? [];
    return node.kind === "run" ? (node.wait?.as ?? []) : [];
  });
  return Object.entries(nodes).flatMap(([id, node]): readonly Lacking[] => {
    if (node.kind === "send") {
      const lacking = lackingFor(node, answers, starts, catalog);
      return lacking.length === 0
        ? []
        : [{ node: id, template: node.template, child: null, lacking }];
    }
    const child = node.kind === "run" ? catalog.workflow?.(node.workflow) : null;
    if (node.kind !== "run" || child == null || depth >= deepestRun) return [];
    const handed = starts.map((data) => [...data, ...answers, ...Object.keys(node.data ?? {})]);
    return lackingIn(child, handed, catalog, depth + 1).map((one) => ({
      ...one,
      ...{ node: id, child: one.child ?? child.id },
    }));
  });
}

function lackingFor(
  { template: id, data }: SendNode,
  answers: readonly string[],
  starts: readonly Brought[],
  { template, contactFields }: WorkflowCatalog,
): readonly string[] {
  const { required = [], codes } = template?.(id) ?? {};
  const known = new Set([...(contactFields ?? []), "sender", ...answers]);
  // The engine brings what the template asks of a pool.
  const own = [...Object.keys(data ?? {}), ...(codes === undefined ? [] : ["code"])];
  return required.filter((path) =>
    starts.some((brought) => {
      const [first = "", second] = path.split(".");
      const said = new Set([...brought, ...own]);
      // Templates call the data of the trigger and the step `event` as well.
      if (first === "event") return second !== undefined && !said.has(second);
      return !known.has(first) && !said.has(first);
    }),
  );
}

/** `null`: what the trigger brings is not known here. */
function bringsNothing(trigger: EntryTrigger): Brought | null {
  return bringsData(trigger) ? null : [];
}
