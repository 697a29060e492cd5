/** A workflow, or its id. */
export type WorkflowReference = string | { readonly id: string };

export function idIn(workflow: WorkflowReference): string {
  return typeof workflow === "string" ? workflow : workflow.id;
}
