import { InputError, WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { workflowQueue } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import { resumeRun, type WorkflowStanding } from "../workflows/index.js";
import type { MigrationReport } from "./migrate-workflow.js";
import type { TenantStandings } from "./tenant-standings.js";
import { countRuns, definitionFor, paced, type WalkDependencies, walkRuns } from "./walk-runs.js";
import type { ChangedBy, PauseOptions, WorkflowVerbs } from "./workflow-verbs.js";

export interface PausingDependencies extends WalkDependencies {
  readonly standings: TenantStandings;
}

export function pausingVerbs(
  deps: PausingDependencies,
): Pick<WorkflowVerbs, "pause" | "resume" | "retire"> {
  const { catalog, clock, standings } = deps;
  return {
    pause: async (tenant, workflow, pausing = {}, options) => {
      const { onResume = "hold", entries = "refuse", by, why } = pausing;
      await catalog.read(tenant, options);
      const definition = catalog.forTenant(tenant).current.get(workflow);
      if (definition === undefined) throw noWorkflow();
      if (onResume === "skipLate" && definition.policy.lateAfter === undefined)
        throw new InputError("INPUT_ON_RESUME", "The workflow does not say what is late.", {
          path: "onResume",
          remedy: "Give it lateAfter, or pause it with hold or shift.",
        });
      const now = clock.now();
      const change = { workflow, did: "pause", at: now, ...said({ by, why }) } as const;
      const asIs = { onResume, entries };
      const state = (await standings.read(tenant, options)).get(workflow);
      if (!isPausedSo(state, asIs))
        await standings.change(
          tenant,
          change,
          (known) => {
            if (
              known?.state === "retired" ||
              known?.state === "resuming" ||
              known?.state === "paused"
            )
              throw wrongState(`It is ${known.state}.`);
            return { state: "paused", since: now, ...asIs, ...said({ by, why }) };
          },
          options,
        );
      await moveGate(deps, tenant, workflow, false, options);
    },
    resume: async (tenant, workflow, resuming = {}, options) => {
      const overdueAt = paced(resuming.pace);
      const now = clock.now();
      const change = { workflow, did: "resume", at: now, ...said(resuming) } as const;
      const before = (await standings.read(tenant, options)).get(workflow);
      if (before === undefined) {
        await catalog.read(tenant, options);
        if (!catalog.forTenant(tenant).current.has(workflow)) throw noWorkflow();
        return { moved: 0, failed: [] };
      }
      let sum: Pick<MigrationReport, "moved" | "failed"> = { moved: 0, failed: [] };
      const { state, onResume = "hold" } = before;
      const stood = onResume !== "hold" && (state === "paused" || state === "resuming");
      if (stood) {
        const after =
          before.state === "resuming"
            ? before
            : (
                await standings.change(
                  tenant,
                  change,
                  (known) =>
                    known?.state === "paused"
                      ? { ...known, state: "resuming", since: now, pausedAt: known.since }
                      : null,
                  options,
                )
              ).get(workflow);
        if (after?.state === "resuming")
          sum = await setGoing(deps, tenant, workflow, after, overdueAt, options);
      }
      if (state !== "active")
        await standings.change(
          tenant,
          { ...change, did: stood ? "resumed" : "resume" },
          () => ({ state: "active", since: now, ...said(resuming) }),
          options,
        );
      await moveGate(deps, tenant, workflow, true, options);
      return sum;
    },
    retire: async (tenant, workflow, retiring = {}, options) => {
      const now = clock.now();
      const [known] = await Promise.all([
        standings.read(tenant, options),
        catalog.read(tenant, options),
      ]);
      const exists = catalog.forTenant(tenant).current.has(workflow) || known.has(workflow);
      if (!exists) throw noWorkflow();
      const change = { workflow, did: "retire", at: now, ...said(retiring) } as const;
      await standings.change(
        tenant,
        change,
        (standing) => {
          if (standing?.state === "paused" || standing?.state === "resuming")
            throw wrongState(`It is ${standing.state}. Resume it first.`);
          return standing?.state === "retired"
            ? null
            : { state: "retired", since: now, ...said(retiring) };
        },
        options,
      );
    },
  };
}

/** Sets the runs of every version going that stood still. */
async function setGoing(
  deps: PausingDependencies,
  tenant: TenantId,
  workflow: string,
  standing: WorkflowStanding,
  overdueAt: (now: Instant) => Instant,
  options?: CallOptions,
): Promise<Pick<MigrationReport, "moved" | "failed">> {
  const counts = await countRuns(deps, tenant, workflow, options);
  let moved = 0;
  const failed: MigrationReport["failed"][number][] = [];
  for (const version of new Set(counts.map((one) => one.version))) {
    const definition = await definitionFor(deps, tenant, { workflow, version }, options);
    const done = await walkRuns(
      deps,
      { tenant, workflow, version },
      (now) => ({
        needs: { events: {}, messages: 0, consent: false, memberships: false },
        move: ({ enrollment }) =>
          resumeRun(definition, enrollment, standing, { now, overdueAt: () => overdueAt(now) }),
      }),
      options,
    );
    moved += done.moved;
    failed.push(...done.failed);
  }
  return { moved, failed };
}

const pausedGate = "WORKFLOW_PAUSED";

/** Shuts or opens the queue of the workflow's messages, whoever else moves its gate. */
async function moveGate(
  { store }: PausingDependencies,
  tenant: TenantId,
  workflow: string,
  open: boolean,
  options?: CallOptions,
): Promise<void> {
  const queue = workflowQueue(workflow);
  for (;;) {
    const [gate] = await store.readGates({ tenant, queues: [queue] }, options);
    // Who shut it for another reason opens it again.
    const paused = gate?.open === false && gate.why === pausedGate;
    if (paused !== open) return;
    try {
      const why = open ? null : pausedGate;
      await store.moveGate({ tenant, queue, epoch: gate?.epoch ?? 0, open, why }, options);
      return;
    } catch (error) {
      if (!WellsentError.isInstance(error) || error.code !== "STORE_REVISION_CONFLICT") throw error;
    }
  }
}

function isPausedSo(
  standing: WorkflowStanding | undefined,
  { onResume, entries }: Required<Pick<PauseOptions, "onResume" | "entries">>,
): boolean {
  return (
    standing?.state === "paused" &&
    standing.onResume === onResume &&
    (standing.entries ?? "refuse") === entries
  );
}

export function said({
  by,
  why,
}: {
  readonly by?: string | undefined;
  readonly why?: string | undefined;
}): ChangedBy {
  return { ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { why }) };
}

function noWorkflow(): InputError {
  return new InputError("INPUT_WORKFLOW", "The engine has no workflow of this name.", {
    path: "workflow",
    remedy: "Name one that workflows.list() tells.",
  });
}

export function wrongState(what: string): InputError {
  return new InputError("INPUT_WORKFLOW_STATE", `The workflow cannot do that now. ${what}`, {
    path: "workflow",
    remedy: "list tells the state of every workflow.",
  });
}
