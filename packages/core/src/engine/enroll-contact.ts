import { InputError } from "../errors/index.js";
import type { ContactId, TenantId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { Clock } from "../ports/sources.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { Paged, Store } from "../ports/store/store.js";
import { refusedEntry } from "../workflows/index.js";
import { checkData, checkHostId } from "./check-input.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { ReactionsFor } from "./reactions.js";
import { type RouteDependencies, startOne } from "./route.js";

export interface EnrollInput {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  readonly workflow: string;
  /** Identifies the start: the same id twice is one run. */
  readonly id: string;
  readonly data?: JsonObject;
}

export interface EnrollResult {
  readonly started: boolean;
  /** Why the contact was not let in. Empty if it was let in, or if this was no new start. */
  readonly refused: readonly DecisionReason[];
}

export interface EnrollDependencies extends Omit<RouteDependencies, "catalog"> {
  readonly catalog: LiveCatalog;
  readonly store: Store;
  readonly clock: Clock;
  readonly reactions: ReactionsFor;
}

/** Starts a run by hand. The start is an event of its own, so it is counted once and recorded. */
export async function enrollContact(
  deps: EnrollDependencies,
  { tenant, contact, workflow, id, data = {} }: EnrollInput,
  options: CallOptions = {},
): Promise<EnrollResult> {
  const now = deps.clock.now();
  const definition = deps.catalog.forTenant(tenant).current.get(workflow);
  if (!definition?.entry.triggers.some(({ on }) => on === "manual")) {
    throw new InputError(
      "INPUT_WORKFLOW",
      "The engine has no workflow of this name that is begun by hand.",
      {
        path: "workflow",
        remedy: "Begin the workflow with onRequest(), or let what starts it do so.",
      },
    );
  }
  checkHostId(id, "id");
  checkData(data, "data");
  const trigger = { type: "manual" as const, id, data };
  const attempt = async (eventId: string): Promise<EnrollResult & { readonly known: boolean }> => {
    let began = false;
    let refused: readonly DecisionReason[] = [];
    const event = { id: eventId, name: "workflow.enrolled", at: now, data: { workflow } };
    const { accepted, started } = await deps.store.ingest(
      { tenant, now, inputs: [{ kind: "event", contact, event }] },
      {
        ...deps.reactions({ tenant, now }),
        wake: () => [],
        route: ({ facts, enrollments }) => {
          const one = startOne(deps, definition, facts, enrollments, trigger, now);
          began = one.start.some(({ status }) => status === "active");
          refused = one.refused;
          return { start: one.start, log: one.log, dirty: false };
        },
      },
      options,
    );
    return { started: began && started > 0, refused, known: accepted === 0 };
  };
  // As a list, because each of them may be any text of the host's.
  const parts = [workflow, id, contact];
  const first = await attempt(`manual:${JSON.stringify(parts)}`);
  const { items } = first.known
    ? await deps.store.readEnrollments({ tenant, contact, workflow: definition.id }, options)
    : nothing;
  // A contact who was refused under this id may enter later, after agreeing.
  const again = items.some(({ entryKey }) => entryKey === refusedEntry);
  const { started, refused } = again
    ? await attempt(`manual:${JSON.stringify([...parts, now])}`)
    : first;
  return { started, refused };
}

const nothing: Paged<EnrollmentRecord> = { items: [], next: null };
