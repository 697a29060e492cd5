import type { WorkflowDefinition } from "../definition.js";
import type { Advise, WorkflowCatalog } from "../finding.js";

/**
 * Reports fields without which a template skips its recipient, and that nothing on the way brings:
 * neither the contact's attributes, nor the trigger's data, nor the step's own.
 */
export function checkFields(
  { nodes, entry }: WorkflowDefinition,
  { template, contactFields, eventFields }: WorkflowCatalog,
  advise: Advise,
): void {
  const { trigger } = entry;
  if (template === undefined || contactFields == null || trigger.on === "manual") return;
  const data = trigger.on === "event" ? eventFields?.(trigger.event) : [];
  if (data == null) return;
  const brought = new Set([...contactFields, ...data, "sender"]);
  for (const [id, node] of Object.entries(nodes)) {
    if (node.kind !== "send") continue;
    const own = new Set([...data, ...Object.keys(node.data ?? {})]);
    const lacking = (template(node.template)?.required ?? []).filter((path) => {
      const [first = "", second] = path.split(".");
      // Templates call the data of the trigger and the step `event` as well.
      if (first === "event") return second !== undefined && !own.has(second);
      return !brought.has(first) && !own.has(first);
    });
    if (lacking.length === 0) continue;
    advise(
      "FIELDS_MISSING",
      `nodes.${id}.data`,
      `${node.template} skips everybody without ${lacking.join(", ")}, which nothing brings.`,
    );
  }
}
