import type { CallOptions, ConsentDraft } from "@wellsent/core";
import { InputError, WellsentError } from "@wellsent/core/errors";
import type { DraftContext } from "../opt-in/index.js";
import { type RecordedAction, recordAction } from "./case-drafts.js";
import type { DataHolder, DataSubject, ObservedErasure } from "./data-holder.js";
import type { ErasurePlan, ErasureStep } from "./erasure-plan.js";
import type { RightsCase } from "./rights-case.js";

export interface ErasureRun {
  readonly plan: ErasurePlan;
  readonly case: RightsCase;
  readonly subject: DataSubject;
  readonly holders: readonly DataHolder[];
  readonly by: DraftContext;
  /** The engine's `record` for this tenant. What it does not append stops the run. */
  readonly append: (
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ) => Promise<{ readonly refused: readonly { readonly id: string; readonly code: string }[] }>;
}

export interface ErasureReport {
  /** What was observed, holder by holder: the same as the case's actions tell. */
  readonly outcomes: readonly (Omit<ObservedErasure, "outcome"> & {
    readonly holder: string;
    readonly outcome: ObservedErasure["outcome"] | "exempt";
  })[];
  /** Why a holder failed, by code. */
  readonly faults: readonly { readonly holder: string; readonly code: string }[];
  /** Nothing failed and nothing is left in part. */
  readonly complete: boolean;
}

/**
 * Carries a plan out. Every step is announced in the ledger before anything is touched, so that a
 * run that dies leaves a case nobody can answer; then each holder's own observation is recorded,
 * never what was asked of it. Safe to repeat.
 *
 * @throws InputError `INPUT_ERASURE_HOLDER` for a plan that names a holder not given,
 * `INPUT_ERASURE_LEDGER` if the ledger refuses a record of it; what `append` throws.
 */
export async function runErasure(run: ErasureRun, options?: CallOptions): Promise<ErasureReport> {
  const { plan, holders, subject } = run;
  const steps = plan.steps.map((step) => {
    const holder = holders.find(({ id }) => id === step.holder);
    if (holder !== undefined) return { step, holder };
    throw new InputError(
      "INPUT_ERASURE_HOLDER",
      "The plan names a data holder that was not passed.",
      {
        path: "holders",
      },
    );
  });
  await record(run, options, [
    ...plan.steps.flatMap(({ holder, erase, keep }) => [
      ...erase.map((requested) => ({ store: holder, operation: "erase" as const, requested })),
      ...keep.map(({ dataClass }) => ({
        store: holder,
        operation: "erase" as const,
        requested: dataClass,
        observed: "exempt" as const,
      })),
    ]),
    ...plan.recipients.map((store) => ({ store, operation: "notify" as const })),
  ]);
  for (const { holder } of steps) await holder.prepare?.(subject, options);

  const outcomes: ErasureReport["outcomes"][number][] = [];
  const faults: { holder: string; code: string }[] = [];
  for (const { step, holder } of steps) {
    const code = holder.last === true && faults.length > 0 ? "HOLDER_WAITS_FOR_OTHERS" : undefined;
    const found =
      code === undefined
        ? await eraseAt(holder, step, subject, options)
        : { observed: failed(step), code };
    if (found.code !== undefined) faults.push({ holder: holder.id, code: found.code });
    await record(
      run,
      options,
      found.observed.map(({ dataClass, outcome, count, digest }) => ({
        store: holder.id,
        operation: "erase" as const,
        requested: dataClass,
        observed: outcome,
        ...(count === undefined ? {} : { count }),
        ...(digest === undefined ? {} : { digest }),
      })),
    );
    outcomes.push(
      ...found.observed.map((each) => ({ ...each, holder: holder.id })),
      ...step.keep.map(({ dataClass }) => ({
        holder: holder.id,
        dataClass,
        outcome: "exempt" as const,
      })),
    );
  }
  const complete = outcomes.every(({ outcome }) => outcome !== "failed" && outcome !== "partial");
  return { outcomes, faults, complete };
}

function failed({ erase }: ErasureStep): readonly ObservedErasure[] {
  return erase.map((dataClass) => ({ dataClass, outcome: "failed" }));
}

/**
 * A holder that is silent about a class, or speaks of one that nobody knows, has not erased
 * anything we could vouch for.
 */
async function eraseAt(
  holder: DataHolder,
  step: ErasureStep,
  subject: DataSubject,
  options: CallOptions | undefined,
): Promise<{ readonly observed: readonly ObservedErasure[]; readonly code?: string }> {
  if (step.erase.length === 0) return { observed: [] };
  let observed: readonly ObservedErasure[];
  try {
    ({ observed } = await holder.erase(subject, step.erase, options));
  } catch (error) {
    if (options?.signal?.aborted === true) throw error;
    return {
      observed: failed(step),
      code: WellsentError.isInstance(error) ? error.code : "HOLDER_THREW",
    };
  }
  if (observed.some(({ dataClass }) => !step.erase.includes(dataClass))) {
    return { observed: failed(step), code: "HOLDER_UNKNOWN_CLASS" };
  }
  const all = step.erase.map(
    (dataClass) =>
      observed.findLast((each) => each.dataClass === dataClass) ?? {
        dataClass,
        outcome: "failed" as const,
      },
  );
  if (all.length > new Set(observed.map(({ dataClass }) => dataClass)).size) {
    return { observed: all, code: "HOLDER_SILENT" };
  }
  const bad = all.some(({ outcome }) => outcome === "failed" || outcome === "partial");
  return bad ? { observed: all, code: "HOLDER_INCOMPLETE" } : { observed: all };
}

async function record(
  { case: of, by, append }: ErasureRun,
  options: CallOptions | undefined,
  actions: readonly RecordedAction[],
): Promise<void> {
  if (actions.length === 0) return;
  const drafts = actions.map((action) => recordAction(by, of, action));
  const { refused } = await append(drafts, options);
  const [first] = refused;
  if (first === undefined) return;
  throw new InputError(
    "INPUT_ERASURE_LEDGER",
    `The ledger refused to record an action: ${first.code}.`,
    {
      path: "append",
    },
  );
}
