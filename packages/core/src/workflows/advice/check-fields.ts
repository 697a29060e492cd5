import type { WorkflowDefinition } from "../definition.js";
import { bringsData, type EntryTrigger } from "../entry-trigger.js";
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
  if (template === undefined || contactFields == null) return;
  const starts = entry.triggers.flatMap((trigger) => {
    const data = trigger.on === "event" ? eventFields?.(trigger.event) : bringsNothing(trigger);
    return data == null ? [] : [data];
  });
  const answers = Object.values(nodes).flatMap((node) =>
    node.kind === "webhook" && node.answer !== undefined ? [node.answer.as] : [],
  );
  const known = new Set([...contactFields, "sender", ...answers]);
  for (const [id, node] of Object.entries(nodes)) {
    if (node.kind !== "send") continue;
    const { required = [], codes } = template(node.template) ?? {};
    // The engine brings what the template asks of a pool.
    const own = [...Object.keys(node.data ?? {}), ...(codes === undefined ? [] : ["code"])];
    const lacking = required.filter((path) =>
      starts.some((data) => {
        const [first = "", second] = path.split(".");
        const said = new Set([...data, ...own]);
        // Templates call the data of the trigger and the step `event` as well.
        if (first === "event") return second !== undefined && !said.has(second);
        return !known.has(first) && !said.has(first);
      }),
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
