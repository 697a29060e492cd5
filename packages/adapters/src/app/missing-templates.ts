import type { Renderer, WorkflowDefinition } from "@wellsent/core";

/** A step that sends what nobody has written. */
export interface MissingTemplate {
  readonly workflow: string;
  readonly template: string;
  /** `workflows.welcome.nodes.first.template` */
  readonly path: string;
}

/**
 * The steps of workflows whose template the app does not have. While several processes are replaced
 * one by one, a workflow may be there before its template.
 */
export function missingTemplates(
  workflows: readonly WorkflowDefinition[],
  renderer: Pick<Renderer, "template">,
): readonly MissingTemplate[] {
  return workflows.flatMap(({ id, nodes }) =>
    Object.entries(nodes).flatMap(([name, node]) => {
      if (node.kind !== "send") return [];
      const path = `workflows.${id}.nodes.${name}`;
      const fallbacks = (node.fallbacks ?? []).map(({ template }, index) => ({
        ...{ workflow: id, template, path: `${path}.fallbacks[${index}].template` },
      }));
      return [
        { workflow: id, template: node.template, path: `${path}.template` },
        ...fallbacks,
      ].filter(({ template }) => renderer.template(template) === undefined);
    }),
  );
}
