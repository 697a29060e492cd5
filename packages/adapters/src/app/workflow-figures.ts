import {
  type CallOptions,
  type EnrollmentRecord,
  type StepLogEntry,
  type TenantId,
  workflowId,
} from "@wellsent/core";
import type { WorkflowFigures } from "@wellsent/core/diagram";
import type { Engine } from "@wellsent/core/engine";
import type { AppDependencies } from "./app-dependencies.js";
import { readPages } from "./reading.js";

export interface WorkflowFiguresOptions extends CallOptions {
  /** Only runs of this version. Default: of all versions. */
  readonly version?: number;
}

/** Contacts read at the same time. */
const together = 32;

/**
 * Reads run by run and keeps nothing but the sums, so that a million runs need no more memory than
 * a few.
 */
export async function workflowFigures(
  deps: Pick<AppDependencies, "clock"> & { readonly engine: Pick<Engine, "store"> },
  tenant: TenantId,
  named: string | { readonly id: string },
  { version, ...call }: WorkflowFiguresOptions = {},
): Promise<WorkflowFigures> {
  const { figureCounter } = await import("@wellsent/core/diagram");
  const { store } = deps.engine;
  const workflow = workflowId(typeof named === "string" ? named : named.id);
  const counter = figureCounter();

  const addContact = async ({ id: run, contact }: EnrollmentRecord): Promise<void> => {
    const runs: EnrollmentRecord[] = [];
    const own = readPages((page) =>
      store.readEnrollments({ tenant, contact, workflow, ...page }, call),
    );
    for await (const one of own) runs.push(one);
    // A contact with several runs is counted once: with the first of them.
    if (runs[0]?.id !== run) return;
    const counts = new Set(
      runs.flatMap((one) => (version === undefined || one.version === version ? [one.id] : [])),
    );
    if (counts.size === 0) return;
    const log: StepLogEntry[] = [];
    const steps = readPages((page) => store.readStepLog({ tenant, contact, ...page }, call));
    for await (const step of steps) if (counts.has(step.enrollment)) log.push(step);
    const facts = await store.readFacts({ tenant, now: deps.clock.now(), contact, needs }, call);
    counter.add(log, facts?.messages ?? []);
  };

  let batch: EnrollmentRecord[] = [];
  const finish = async (): Promise<void> => {
    await Promise.all(batch.map(addContact));
    batch = [];
  };
  for await (const run of readPages((page) =>
    store.readEnrollments({ tenant, workflow, ...page }, call),
  )) {
    batch.push(run);
    if (batch.length === together) await finish();
  }
  await finish();
  return counter.figures();
}

const needs = { events: {}, messages: null, consent: false, memberships: false, enrolled: false };
