import {
  type CallOptions,
  type ContactId,
  type EventNameOf,
  type EventsOf,
  type Instant,
  parseEvent,
  type Schema,
  type TenantId,
} from "@wellsent/core";
import type { IdentifyInput } from "@wellsent/core/engine";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { checkIdentity } from "./identity.js";

/** Something that happened with the person, as an event of the schema. */
export type CollectedEvent<S extends Schema> = {
  readonly [Name in EventNameOf<S>]: {
    readonly event: Name;
    readonly data: EventsOf<S>[Name];
    /** Default: that of the occurrence. */
    readonly at?: Instant;
  };
}[EventNameOf<S>];

/** What a source has of one person at one time. */
export interface Collected<S extends Schema = Schema> {
  /** `survey`, `form`, `call`, `order`, `browsing`, `chat`, or a name of the host's own. */
  readonly source: string;
  /** The source's own id of this occurrence. */
  readonly id: string;
  /** Who it is, and what else is known beside the schema's attributes. */
  readonly contact: Omit<IdentifyInput<S>, "tenant" | "attributes" | "source" | "once" | "actor">;
  readonly values?: IdentifyInput<S>["attributes"];
  readonly events?: readonly CollectedEvent<S>[];
  /** When it happened, not later than now. Default: now. */
  readonly at?: Instant;
  /** The colleague or service that brings it. */
  readonly actor?: string;
}

export interface CollectResult {
  readonly contact: ContactId;
  /** Whether this very call has made the contact. */
  readonly created: boolean;
  /** Events that were recorded by this call, and those that were known from an earlier one. */
  readonly recorded: number;
  readonly known: number;
  /** As `identify` says it. */
  readonly dropped?: readonly string[];
}

const name = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const clockSkew = 300_000;

/** @throws as `Tenant.collect` */
export async function collect(
  deps: AppDependencies,
  tenant: TenantId,
  { source, id, contact, values, events = [], at, actor }: Collected,
  call?: CallOptions,
): Promise<CollectResult> {
  const { engine, clock } = deps;
  if (typeof source !== "string" || !name.test(source)) {
    throw new InputError("INPUT_SOURCE", "The source has no plain name.", {
      path: "source",
      remedy: "Say survey, form, call, order, browsing, chat, or a name of your own.",
    });
  }
  if (typeof id !== "string" || id === "" || id.length > 200 || !id.isWellFormed()) {
    throw new InputError("INPUT_ID", "The occurrence has no id.", {
      path: "id",
      remedy: "Pass the source's own id, of at most 200 characters: repeated, it is known by it.",
    });
  }
  checkIdentity(deps, tenant, contact, "contact.key");
  const now = clock.now();
  // Whatever is wrong with an event is found before the contact is written.
  for (const [index, event] of events.entries()) checkEvent(deps.schema, event, index);
  for (const [path, time] of [
    ["at", at],
    ...events.map((event, index) => [`events[${index}].at`, event.at] as const),
  ] as const)
    checkTime(time, path, now);
  const { dropped, ...known } = await engine.identify(
    {
      ...{ ...contact, tenant, source, once: `collect:${source}:${id}` },
      ...(values === undefined ? {} : { attributes: values }),
      ...(actor === undefined ? {} : { actor }),
    },
    call,
  );
  let recorded = 0;
  for (const [index, { event, data, at: own = at }] of events.entries()) {
    const { accepted } = await engine.track(
      {
        ...{ tenant, event, data, contact: known.contact, id: `${source}:${id}:${index}` },
        ...(own === undefined ? {} : { at: own }),
      },
      call,
    );
    recorded += accepted;
  }
  return {
    ...{ contact: known.contact, created: known.created, recorded },
    known: events.length - recorded,
    ...(dropped === undefined ? {} : { dropped }),
  };
}

function checkEvent(schema: Schema, { event, data }: CollectedEvent<Schema>, index: number): void {
  const parsed = parseEvent(schema, event, data);
  if (parsed.ok) return;
  const [issue] = parsed.issues;
  throw new InputError("INPUT_EVENT", "An event is not what the schema says.", {
    path: `events[${index}].data${issue?.path ? `.${issue.path}` : ""}`,
    remedy: "Nothing was written. Send what the schema describes, or extend the schema.",
  });
}

function checkTime(at: unknown, path: string, now: Instant): void {
  if (at === undefined) return;
  if (typeof at === "number" && Number.isSafeInteger(at) && at <= now + clockSkew) return;
  throw new InputError("INPUT_EVENT_TIME", "This is no time at which something has happened.", {
    path,
    remedy: "Give milliseconds since 1970, at most five minutes ahead of the app's clock.",
  });
}
