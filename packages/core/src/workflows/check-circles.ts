import type { WorkflowDefinition } from "./definition.js";

/** How a workflow comes to start another, itself or by those it starts; `null`: it never does. */
export function runsTo(
  to: string,
  from: string,
  workflow: (id: string) => WorkflowDefinition | null | undefined,
): readonly string[] | null {
  const seen = new Set<string>();
  const follow = (id: string): readonly string[] | null => {
    if (id === to) return [id];
    if (seen.has(id)) return null;
    seen.add(id);
    for (const next of startedBy(workflow(id))) {
      const way = follow(next);
      if (way !== null) return [id, ...way];
    }
    return null;
  };
  return follow(from);
}

/** The workflows that steps of this one start. */
export function startedBy(definition: WorkflowDefinition | null | undefined): readonly string[] {
  const nodes = Object.values(definition?.nodes ?? {});
  return [...new Set(nodes.flatMap((node) => (node.kind === "run" ? [node.workflow] : [])))];
}
