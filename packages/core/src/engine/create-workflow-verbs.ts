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
  const { store, catalog, standings } = deps;
  return {
    list: async (tenant, options) => {
      const known = await standings.read(tenant, options);
      const ids = [...new Set([...catalog.current.keys(), ...known.keys()])].sort();
      return ids.map((id) => {
        const { turn, ...standing } = known.get(id) ?? { turn: 0, state: "active", since: null };
        return { ...standing, id, version: catalog.current.get(id)?.version ?? null };
      });
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
function catalogFor(
  { schema, renderer, catalog, senderFor }: WorkflowVerbDependencies,
  tenant: TenantId,
): WorkflowCatalog {
  const { events, attributes, purposes } = schema;
  return {
    template: (id) => renderer.template(id),
    attributes: (set, unset) => stepFaults(schema, set, unset),
    segments: catalog.segments.map(({ id }) => id),
    events: Object.keys(events),
    purposes,
    caps: senderFor(tenant).policy?.caps ?? [],
    contactFields: closedNames(attributes),
    eventFields: (event) => {
      const found = Object.hasOwn(events, event) ? events[event] : undefined;
      return found === undefined ? null : closedNames(found);
    },
  };
}
