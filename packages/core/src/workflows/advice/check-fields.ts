import type { Report } from "../check-parts.js";
import type { SendNode, WorkflowDefinition } from "../definition.js";
import { bringsData, type EntryTrigger } from "../entry-trigger.js";
import type { WorkflowCatalog } from "../finding.js";

/**
 * Reports fields without which a template skips its recipient, and that nothing on the way brings:
 * neither the contact's attributes, nor the trigger's data, nor the step's own.
 */
export function checkFields(
  { nodes, entry }: WorkflowDefinition,
  { template, contactFields, eventFields }: WorkflowCatalog,
  advise: Report,
): void {
  if (template === undefined || contactFields == null) return;
  const starts = entry.triggers.flatMap((trigger) => {
    const data = trigger.on === "event" ? eventFields?.(trigger.event) : bringsNothing(trigger);
    return data == null ? [] : [new Set([...contactFields, ...data, "sender"])];
  });
  for (const [id, node] of Object.entries(nodes)) {
    if (node.kind !== "send") continue;
    const lacking = (template(node.template)?.required ?? []).filter(
      (path) => starts.some((brought) => !brought.has(head(path))) && !isOwn(node, path),
    );
    if (lacking.length === 0) continue;
    advise(
      "FIELDS_MISSING",
      `nodes.${id}.data`,
      `${node.template} skips everybody without ${lacking.join(", ")}, which nothing brings.`,
    );
  }
}

/** `null`: what the trigger brings is not known here. */
function bringsNothing(trigger: EntryTrigger): readonly string[] | null {
  return bringsData(trigger) ? null : [];
}

function isOwn({ data = {} }: SendNode, path: string): boolean {
  return Object.hasOwn(data, head(path));
}

function head(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}
