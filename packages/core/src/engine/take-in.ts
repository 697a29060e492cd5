import { describeIssues, parseEvent, type Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import type { ContactId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock, IdSource } from "../ports/sources.js";
import type { IngestInput, Store } from "../ports/store/store.js";
import { checkHostId, checkPast } from "./check-input.js";
import type { BackfillInput, Engine, ReportResult, TrackInput } from "./engine.js";
import type { Publisher, PublishForNews } from "./publisher.js";
import { type ReactionsFor, remembering } from "./reactions.js";
import { heardBy, reportFault } from "./reported-event.js";

export interface TakeInDependencies<S extends Schema> {
  readonly schema: S;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly reactions: ReactionsFor;
  readonly publisher: Publisher;
  readonly publishForNews: PublishForNews;
}

export type TakeInVerbs<S extends Schema> = Pick<
  Engine<S>,
  "track" | "backfill" | "report" | "record" | "publish" | "forget" | "undoMerge"
>;

/**
 * The verbs that bring input into an engine. Each is one call of the store, after the tenant's
 * definitions are published.
 */
export function takeInVerbs<S extends Schema>(deps: TakeInDependencies<S>): TakeInVerbs<S> {
  const { schema, store, clock, ids, reactions, publisher, publishForNews } = deps;
  const eventInput = (
    input: Omit<TrackInput<Schema, string>, "tenant">,
    now: Instant,
    path: string,
  ): IngestInput => {
    const { contact, event, data, id = ids.next(), at = now } = input;
    checkHostId(id, `${path}id`);
    checkPast(at, now, `${path}at`);
    return {
      kind: "event",
      contact,
      event: { id, name: event, at, data: parseData(schema, event, data, path) },
    };
  };
  return {
    track: async ({ tenant, ...input }, call) => {
      const now = clock.now();
      const inputs = [eventInput(input, now, "")];
      await publisher.publish(tenant, call);
      return store.ingest({ tenant, now, inputs }, reactions({ tenant, now }), call);
    },
    backfill: async (tenant: TenantId, events: readonly BackfillInput<S>[], call) => {
      const now = clock.now();
      const inputs = events.map((input, index) => eventInput(input, now, `[${index}].`));
      const remembered = remembering(reactions({ tenant, now }));
      return store.ingest({ tenant, now, inputs }, remembered, call);
    },
    report: async (tenant, events, call): Promise<ReportResult> => {
      const now = clock.now();
      const faults = events.map(reportFault);
      const inputs = events
        .filter((_, index) => faults[index] === null)
        .map((event): IngestInput => ({ kind: "delivery", event: heardBy(event, now) }));
      await publishForNews(tenant, call);
      const report = await store.ingest({ tenant, now, inputs }, reactions({ tenant, now }), call);
      const refused = faults.flatMap((code, index) => (code === null ? [] : [{ index, code }]));
      return { ...report, refused };
    },
    record: async (tenant, drafts, call) => {
      checkDrafts(drafts);
      const now = clock.now();
      await publishForNews(tenant, call);
      return store.appendConsent({ tenant, now, drafts }, reactions({ tenant, now }), call);
    },
    publish: async (tenant, { definition, drafts }, call) => {
      checkDrafts(drafts);
      const scope = { tenant, now: clock.now() };
      // The content is stored before the event that refers to it.
      await store.putDefinition({ ...scope, definition }, call);
      return store.appendConsent({ ...scope, drafts }, reactions(scope), call);
    },
    undoMerge: async (tenant, merge, plan, call) => {
      const scope = { tenant, now: clock.now() };
      await publishForNews(tenant, call);
      return store.undoMerge({ ...scope, ...merge }, plan, reactions(scope), call);
    },
    forget: async (tenant: TenantId, contact: ContactId, drafts, call?: CallOptions) => {
      const scope = { tenant, now: clock.now() };
      return store.eraseContact({ ...scope, contact, suppress: drafts }, reactions(scope), call);
    },
  };
}

function parseData(schema: Schema, event: string, data: unknown, path: string) {
  const parsed = parseEvent(schema, event, data);
  if (parsed.ok) return parsed.value;
  const [issue] = parsed.issues;
  throw new InputError(
    issue?.code === "too_deep" ? "INPUT_DATA_DEPTH" : "INPUT_EVENT",
    `The event is not what the schema says. ${describeIssues(parsed.issues)}`,
    {
      path: `${path}data${issue?.path ? `.${issue.path}` : ""}`,
      remedy: "Nothing was recorded. Send what the schema describes, or extend the schema.",
    },
  );
}

/** What the gate reads of a draft before it judges it. */
function checkDrafts(drafts: readonly unknown[]): void {
  for (const [index, draft] of drafts.entries()) {
    const said = new Map(Object.entries(draft ?? {}));
    const point = said.get("contactPoint");
    const sound =
      [said.get("id"), said.get("type"), point ?? "none"].every(isWhole) &&
      Number.isSafeInteger(said.get("effectiveAt")) &&
      typeof said.get("fields") === "object";
    if (sound) continue;
    throw new InputError("INPUT_CONSENT", "This is no draft of a consent event.", {
      path: `[${index}]`,
      remedy: "Nothing was appended. Make drafts with the gate's own makers.",
    });
  }
}

function isWhole(value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed();
}
