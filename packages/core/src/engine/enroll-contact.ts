import { InputError } from "../errors/index.js";
import type { ContactId, TenantId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/clock.js";
import type { IdSource } from "../ports/id-source.js";
import type { Store } from "../ports/store/store.js";
import type { Catalogue } from "./catalogue.js";
import { startAll } from "./route.js";

export interface EnrollInput {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  readonly workflow: string;
  /** Tells one start from the next: the same id twice is one run. */
  readonly id: string;
  readonly data?: JsonObject;
}

export const enrollContact = async (
  parts: {
    readonly store: Store;
    readonly catalogue: Catalogue;
    readonly clock: Clock;
    readonly ids: IdSource;
  },
  { tenant, contact, workflow, id, data }: EnrollInput,
  options: CallOptions = {},
): Promise<{ readonly started: boolean }> => {
  const now = parts.clock.now();
  const definition = parts.catalogue.current.get(workflow);
  if (definition?.entry.trigger.on !== "manual") {
    throw new InputError(
      "INPUT_WORKFLOW",
      "The engine has no workflow of this name that is begun by hand.",
      {
        path: "workflow",
        remedy: "Give the workflow a manual trigger, or let its own trigger start it.",
      },
    );
  }
  const only: Catalogue = { ...parts.catalogue, current: new Map([[workflow, definition]]) };
  const trigger = { type: "manual" as const, id, ...(data === undefined ? {} : { data }) };
  const event = {
    id: `manual:${workflow}:${id}:${contact}`,
    name: "workflow.enrolled",
    at: now,
    data: { workflow },
  };
  const { started } = await parts.store.ingest(
    {
      tenant,
      now,
      needs: { events: {}, messages: 0, consent: false },
      inputs: [{ kind: "event", contact, event }],
    },
    ({ contacts }) => ({
      wake: [],
      dirty: [],
      start: contacts.flatMap(({ facts, enrollments }) =>
        startAll(only, parts.ids, facts, enrollments, trigger, now),
      ),
    }),
    options,
  );
  return { started: started > 0 };
};
