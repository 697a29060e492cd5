import { parseEvent, type Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel } from "../ports/consent-gate.js";
import type { IngestInput } from "../ports/store/store.js";
import { advanceWorkflows } from "./advance-workflows.js";
import { advanceNeeds, type Catalogue, makeCatalogue } from "./catalogue.js";
import { publishDefinitions } from "./definitions.js";
import { type DeliveryReport, deliverDue } from "./deliver.js";
import { sendDirect } from "./direct-send.js";
import { capReach, policyFor } from "./effective-policy.js";
import type { Engine } from "./engine.js";
import type { EngineOptions } from "./engine-options.js";
import { enrollContact } from "./enroll-contact.js";
import { identifyContact } from "./identify-contact.js";
import { sortableIds } from "./ids.js";
import { answerPublicRequest } from "./public-request.js";
import { appendConsent, recordConsent } from "./record-consent.js";
import { refreshSegments } from "./refresh-segments.js";
import { routeInputs } from "./route.js";
import { defaultRetry } from "./settle-outcome.js";
import { sumTicks, wasBusy } from "./tick-summary.js";
import { unknownContact } from "./unknown-contact.js";

/**
 * Makes an engine from definitions and adapters.
 * @throws DefinitionError for definitions that contradict each other.
 */
export const createEngine = <S extends Schema>(options: EngineOptions<S>): Engine<S> =>
  assemble(options, makeCatalogue(options.segments ?? [], options.workflows ?? []), new Map());

const assemble = <S extends Schema>(
  options: EngineOptions<S>,
  catalogue: Catalogue,
  published: Map<TenantId, Promise<void>>,
): Engine<S> => {
  const { store, consent: gate, pages, renderer, email, sms, senderOf, clock, schema } = options;
  const batch = options.batch ?? 100;
  const ids = sortableIds(clock, options.random);
  const processorOf = (channel: Channel): string | null =>
    (channel === "email" ? email?.id : sms?.id) ?? null;

  const publish = (tenant: TenantId): Promise<void> => {
    const known = published.get(tenant);
    if (known) return known;
    const publishing = publishDefinitions(store, catalogue, { tenant, now: clock.now() });
    published.set(tenant, publishing);
    publishing.catch(() => published.delete(tenant));
    return publishing;
  };

  const ingest = (tenant: TenantId, inputs: readonly IngestInput[], call: CallOptions = {}) => {
    const now = clock.now();
    const needs = { events: {}, messages: 0, consent: false };
    return store.ingest(
      { tenant, now, needs, inputs },
      (facts) => routeInputs(catalogue, ids, facts, now),
      call,
    );
  };

  const consentParts = { store, gate, clock, senderOf, purposes: schema.purposes, ingest };
  const record: Engine<S>["record"] = (tenant, drafts, call) =>
    recordConsent(consentParts, tenant, drafts, call);

  const report: Engine<S>["report"] = async (tenant, events, call = {}) => {
    // A complaint is heard of as a complaint, and only then as the withdrawal it is in the ledger by now.
    const inputs: IngestInput[] = [];
    for (const event of events) {
      inputs.push({ kind: "delivery", event });
      const message = await store.readMessage({ tenant, key: event.message }, call);
      const drafts = message ? gate.draftsFor(event, message.contactPoint) : [];
      if (drafts.length > 0)
        inputs.push(...(await appendConsent(consentParts, tenant, drafts, call)).news);
    }
    const done = await ingest(tenant, inputs, call);
    return { ...done, accepted: done.accepted - (inputs.length - events.length) };
  };

  const policyOf = policyFor(catalogue, senderOf);

  const deliver = async (
    tenant: TenantId,
    channel: Channel,
    call: CallOptions,
  ): Promise<DeliveryReport | null> => {
    if (processorOf(channel) === null) return null;
    const parts = {
      ...{ store, gate, pages, renderer, email, sms, clock, senderOf, policyOf, batch },
      needs: {
        ...advanceNeeds(catalogue),
        events: {},
        messages: capReach(catalogue, senderOf(tenant).policy),
        consent: true,
      },
      concurrency: options.concurrency ?? 10,
      lease: options.lease ?? 120_000,
      retry: options.retry ?? defaultRetry,
    };
    const done = await deliverDue(parts, tenant, channel, call);
    if (done.bounces.length > 0) await report(tenant, done.bounces, call);
    return done;
  };

  const sendMany: Engine<S>["sendMany"] = (inputs, call) =>
    sendDirect({ store, gate, clock, processorOf }, inputs, call);

  const send: Engine<S>["send"] = async (input, call) => {
    const [result] = await sendMany([input], call);
    if (!result) throw unknownContact();
    return result;
  };

  const tick: Engine<S>["tick"] = async (tenant, call = {}) => {
    await publish(tenant);
    const sender = senderOf(tenant);
    const scope = () => ({ tenant, now: clock.now(), limit: batch });
    const contacts = await refreshSegments({ store, gate, catalogue, ids }, scope(), sender, call);
    const steps = await advanceWorkflows(
      { store, gate, catalogue, processorOf },
      scope(),
      sender,
      call,
    );
    const byEmail = await deliver(tenant, "email", call);
    const bySms = await deliver(tenant, "sms", call);
    return {
      contacts: contacts.processed,
      steps: steps.processed,
      email: byEmail,
      sms: bySms,
      more: contacts.more || steps.more || (byEmail?.more ?? false) || (bySms?.more ?? false),
    };
  };

  const engine: Engine<S> = {
    options,
    store,
    tick,
    drain: async (tenant, call = {}) => {
      let summary = await tick(tenant, call);
      // One kind of work makes another: go round until a whole round finds nothing.
      for (let last = summary; last.more || wasBusy(last); summary = sumTicks(summary, last)) {
        call.signal?.throwIfAborted();
        last = await tick(tenant, call);
      }
      return { ...summary, more: false };
    },
    start: (dispatcher, tenants, everyMs = 1_000) => {
      dispatcher.every("wellsent", everyMs, async (signal) => {
        let more = false;
        for (const tenant of await tenants()) more = (await tick(tenant, { signal })).more || more;
        return more;
      });
    },
    identify: (input, call) => identifyContact({ schema, store, gate, clock, ids }, input, call),
    track: async ({ tenant, contact, event, data, id, at }, call) => {
      const parsed = parseEvent(schema, event, data);
      if (!parsed.ok) {
        const [issue] = parsed.issues;
        throw new InputError(
          "INPUT_EVENT",
          `The data of ${event} is not what the schema says: ${issue?.message ?? "refused"}`,
          {
            path: `data${issue?.path ? `.${issue.path}` : ""}`,
            remedy: "Nothing was recorded. Send what the schema describes, or extend the schema.",
          },
        );
      }
      const fact = { id: id ?? ids.next(), name: event, at: at ?? clock.now(), data: parsed.value };
      return ingest(tenant, [{ kind: "event", contact, event: fact }], call);
    },
    report,
    record,
    decide: async (
      {
        tenant,
        contactPoint,
        purpose,
        topic = null,
        activity = "send",
        messageClass = "marketing",
      },
      call,
    ) => {
      const contact = await store.readContact({ tenant, lookup: { point: contactPoint } }, call);
      const point = contact?.points.find(({ id }) => id === contactPoint);
      const facts = await store.readConsent({ tenant, contactPoint }, call);
      if (!contact || !point || !facts) throw unknownContact();
      const processor = processorOf(point.channel);
      const subject = {
        tenant,
        contact,
        point,
        channel: point.channel,
        purpose,
        topic,
        messageClass,
        processor,
      };
      return gate.decide(questionFor(subject, activity, clock.now()), facts);
    },
    send,
    sendMany,
    enroll: async (input, call) => {
      await publish(input.tenant);
      return enrollContact({ store, catalogue, clock, ids }, input, call);
    },
    respond: (request, evidence, call) =>
      answerPublicRequest(
        { ...consentParts, pages, renderer, record, report, send },
        request,
        evidence,
        call,
      ),
    transaction: (hostTransaction, run) =>
      store.transaction(hostTransaction, (joined) =>
        run(assemble({ ...options, store: joined }, catalogue, published)),
      ),
  };
  return engine;
};
