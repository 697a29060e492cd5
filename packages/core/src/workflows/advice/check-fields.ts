import type { NodeId, WorkflowDefinition } from "../definition.js";
import type { EntryTrigger } from "../entry-trigger.js";
import type { Advise, WorkflowCatalog } from "../finding.js";
import { keptEvents } from "../kept-names.js";
import { deepestRun } from "../parent-link.js";
import { sendVariants } from "../send-variants.js";

/** The names of the data that one start brings. */
type Brought = readonly string[];

/**
 * Reports fields without which a template skips its recipient, and data of an event that it reads,
 * where nothing on the way brings them: neither the contact's attributes, nor the trigger's data,
 * nor the step's own, nor an answer, nor an event that a wait keeps. A workflow that a step starts
 * has what the step hands over.
 */
export function checkFields(
  definition: WorkflowDefinition,
  catalog: WorkflowCatalog,
  advise: Advise,
): void {
  if (catalog.template === undefined) return;
  const starts = definition.entry.triggers.flatMap((trigger) => {
    const data = broughtBy(trigger, catalog);
    return data === null ? [] : [data];
  });
  for (const { node, template, child, skips, gaps } of lackingIn(definition, starts, catalog)) {
    const whose = child === null ? template : `${template} in ${child}`;
    const path = `nodes.${node}.data`;
    if (skips.length > 0)
      advise(
        "FIELDS_MISSING",
        path,
        `${whose} skips everybody without ${skips.join(", ")}, which nothing brings.`,
      );
    if (gaps.length > 0)
      advise(
        "FIELDS_MISSING",
        path,
        `${whose} has a gap where it reads ${gaps.join(", ")}, which nothing brings.`,
      );
  }
}

/** What a template lacks, by what becomes of its message then. */
interface Lack {
  readonly skips: readonly string[];
  readonly gaps: readonly string[];
}

interface Lacking extends Lack {
  readonly node: NodeId;
  readonly template: string;
  /** The workflow that sends it, where that is not the one which is looked at. */
  readonly child: string | null;
}

function lackingIn(
  { nodes }: WorkflowDefinition,
  starts: readonly Brought[],
  catalog: WorkflowCatalog,
  depth = 0,
): readonly Lacking[] {
  const answers = Object.values(nodes).flatMap((node) => {
    if (node.kind === "webhook") return node.answer?.as ?? [];
    if (node.kind === "waitFor") return node.as ?? [];
    return node.kind === "run" ? (node.wait?.as ?? []) : [];
  });
  return Object.entries(nodes).flatMap(([id, node]): readonly Lacking[] => {
    if (node.kind === "send") {
      const kept = node.kept === undefined ? [] : keptFields(nodes, node.kept, catalog);
      if (kept === null) return [];
      const own = [...kept, ...Object.keys(node.data ?? {})];
      const known = starts.map((data) => [...data, ...answers, ...own]);
      return sendVariants(node).flatMap(({ template }): readonly Lacking[] => {
        const lack = lackOf(template, known, catalog);
        return lack.skips.length + lack.gaps.length === 0
          ? []
          : [{ node: id, template, child: null, ...lack }];
      });
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

/** The data that each event has which stands under the name; `null`: not known here. */
function keptFields(
  nodes: WorkflowDefinition["nodes"],
  name: string,
  { eventFields }: WorkflowCatalog,
): Brought | null {
  const events = keptEvents(nodes).get(name) ?? [];
  const [first, ...others] = events.map((event) => eventFields?.(event) ?? null);
  if (first == null || others.includes(null)) return null;
  return first.filter((field) => others.every((fields) => fields?.includes(field)));
}

function lackOf(
  id: string,
  starts: readonly Brought[],
  { template, contactFields }: WorkflowCatalog,
): Lack {
  const { required = [], eventData = [], codes } = template?.(id) ?? {};
  // The engine brings what the template asks of a pool.
  const always = new Set(["sender", ...(codes === undefined ? [] : ["code"])]);
  const isLacking = (path: string): boolean => {
    const [first = "", second] = path.split(".");
    // Templates call the data of the trigger and the step `event` as well.
    if (first === "event")
      return second !== undefined && starts.some((brought) => !brought.includes(second));
    if (contactFields == null || contactFields.includes(first) || always.has(first)) return false;
    return starts.some((brought) => !brought.includes(first));
  };
  const said = new Set(required.map((path) => path.split(".").slice(0, 2).join(".")));
  const read = eventData.map((name) => `event.${name}`).filter((path) => !said.has(path));
  return { skips: required.filter(isLacking), gaps: read.filter(isLacking) };
}

/** `null`: what the trigger brings is not known here. */
function broughtBy(trigger: EntryTrigger, { eventFields }: WorkflowCatalog): Brought | null {
  switch (trigger.on) {
    case "event":
      return eventFields?.(trigger.event) ?? null;
    case "consent":
      return ["purposes", "topic", "channel"];
    case "delivery":
      return ["message", "template"];
    case "manual":
      return null;
    default:
      return [];
  }
}
