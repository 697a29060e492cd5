import type { Schema } from "../contacts/index.js";
import { closedNames } from "../contacts/schema-issue.js";
import type { TenantId } from "../identifiers.js";
import type { Renderer } from "../ports/renderer.js";
import { standingId } from "../store-kit/definitions.js";
import {
  checkWorkflow,
  readChange,
  type StandingChange,
  type WorkflowCatalog,
} from "../workflows/index.js";
import { stepFaults } from "./attribute-faults.js";
import { listWorkflows } from "./list-workflows.js";
import { type PausingDependencies, pausingVerbs } from "./pausing-verbs.js";
import type { SenderFor } from "./sender-settings.js";
import { countRuns } from "./walk-runs.js";
import type { WorkflowVerbs } from "./workflow-verbs.js";

export interface WorkflowVerbDependencies extends PausingDependencies {
  readonly schema: Schema;
  readonly renderer: Renderer;
  readonly senderFor: SenderFor;
}

export function workflowVerbs(deps: WorkflowVerbDependencies): WorkflowVerbs {
  const { store } = deps;
  return {
    list: (tenant, options) => listWorkflows(deps, tenant, options),
    current: async (tenant, workflow, options) => {
      await deps.catalog.refresh(tenant, options);
      return deps.catalog.forTenant(tenant).current.get(workflow) ?? null;
    },
    check: (tenant, definition, given = {}) =>
      checkWorkflow(definition, { ...catalogFor(deps, tenant), ...given }),
    runs: (tenant, workflow, options) => countRuns(deps, tenant, workflow, options),
    ...pausingVerbs(deps),
    changes: async (tenant, options) => {
      const named = { tenant, kind: "standing", id: standingId } as const;
      const found: StandingChange[] = [];
      let definition = await store.readDefinition(named, options);
      while (definition !== null && found.length < 100) {
        const change = readChange(definition.body);
        if (change !== null) found.push(change);
        const version = definition.version - 1;
        definition =
          version < 1 ? null : await store.readDefinition({ ...named, version }, options);
      }
      return found;
    },
  };
}

/** Everything that the engine knows of what a definition names. */
export function catalogFor(
  {
    schema,
    renderer,
    catalog,
    senderFor,
  }: Pick<WorkflowVerbDependencies, "schema" | "renderer" | "catalog" | "senderFor">,
  tenant: TenantId,
): WorkflowCatalog {
  const { events, attributes, purposes } = schema;
  return {
    template: (id) => renderer.template(id),
    attributes: (set, unset) => stepFaults(schema, set, unset),
    segments: catalog.now().segments.map(({ id }) => id),
    events: Object.keys(events),
    purposes,
    // Another engine may have a workflow that this one does not know.
    workflow: (id) => catalog.forTenant(tenant).current.get(id),
    caps: senderFor(tenant).policy?.caps ?? [],
    contactFields: closedNames(attributes),
    eventFields: (event) => {
      const found = Object.hasOwn(events, event) ? events[event] : undefined;
      return found === undefined ? null : closedNames(found);
    },
  };
}
