import {
  type CallOptions,
  listId,
  type Segment,
  segmentId,
  type TenantId,
  type WorkflowDefinition,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { Audience, AudienceSimulation } from "@wellsent/core/forecast";
import type { WorkflowForecast } from "@wellsent/core/simulation";
import type { AppDependencies } from "./app-dependencies.js";

export interface SimulateOptions
  extends Omit<AudienceSimulation, "tenant" | "workflow" | "audience"> {
  /** Default: everyone. Members of a segment are those of the last tick. */
  readonly audience?:
    | "everyone"
    | { readonly segment: string | Pick<Segment, "id"> }
    | { readonly list: string };
}

/** @throws as `Tenant.simulate` */
export async function simulateFor(
  { engine }: Pick<AppDependencies, "engine">,
  tenant: TenantId,
  named: string | WorkflowDefinition,
  { audience = "everyone", ...options }: SimulateOptions,
  call?: CallOptions,
): Promise<WorkflowForecast> {
  const workflow =
    typeof named === "string" ? await engine.workflows.current(tenant, named, call) : named;
  if (workflow === null) {
    throw new InputError("INPUT_WORKFLOW", "The tenant has no workflow of this name.", {
      path: "workflow",
      remedy: "Pass the definition, or the id of a workflow that runs begin on.",
    });
  }
  const { simulateAudience } = await import("@wellsent/core/forecast");
  return simulateAudience(
    engine,
    { ...options, tenant, workflow, audience: readAudience(audience) },
    call,
  );
}

function readAudience(given: NonNullable<SimulateOptions["audience"]>): Audience {
  if (given === "everyone") return given;
  if ("list" in given) return { list: listId(given.list) };
  const { segment } = given;
  return { segment: typeof segment === "string" ? segmentId(segment) : segment.id };
}
