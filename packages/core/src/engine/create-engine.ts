import { addressChannel } from "../addresses/index.js";
import type { Schema } from "../contacts/index.js";
import { refuseOtherCopy } from "../core-copy.js";
import { AdapterError, InputError } from "../errors/index.js";
import type { JsonValue } from "../json.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel, ConsentGate, Decision } from "../ports/consent-gate.js";
import type { Clock, IdSource } from "../ports/sources.js";
import type { DroppedRun, Store } from "../ports/store/store.js";
import { wakesByDrop } from "../workflows/index.js";
import { callKinds, everyCall } from "./calls/index.js";
import { workflowVerbs } from "./create-workflow-verbs.js";
import type { GateDependencies } from "./decider.js";
import { createDefinitionCatalog } from "./definition-catalog.js";
import { unusableWorkflow } from "./definitions.js";
import { createDelivery, heldMessages, resolveHeld } from "./delivery/index.js";
import { sendDirect } from "./direct-send.js";
import type { DecideInput, Engine } from "./engine.js";
import type { EngineOptions } from "./engine-options.js";
import type { EnginePart, PartFaces } from "./engine-part.js";
import { enrollContact } from "./enroll-contact.js";
import { dailyFindings, gateFindings } from "./gate-findings.js";
import { identifyContact } from "./identify-contact.js";
import { sortableIds } from "./ids.js";
import { createListNews } from "./list-news.js";
import { type LiveCatalog, liveCatalog } from "./live-catalog.js";
import { workAhead } from "./next-work.js";
import { createPlanner } from "./planner.js";
import { answerPublicRequest } from "./public-request.js";
import { type Publisher, publisher, publishForNews } from "./publisher.js";
import { reactionsFor } from "./reactions.js";
import type { SenderFor } from "./sender-settings.js";
import { sharedAppends } from "./shared-appends.js";
import { checkedSender, soundClock } from "./sound-host.js";
import { startTicking } from "./start-ticking.js";
import { createStopping } from "./stopping.js";
import { takeInVerbs } from "./take-in.js";
import { createTelemetry, type Telemetry } from "./telemetry.js";
import { type TenantStandings, tenantStandings } from "./tenant-standings.js";
import { createDrain, createTick } from "./tick.js";

/**
 * Makes an engine from definitions and adapters.
 * @throws DefinitionError for definitions that contradict each other, their templates or the
 * schema, and `DEFINITION_LEASE` for a lease that a hand-over can outlast.
 * @throws AdapterError `ADAPTER_CORE_COPY` for a store made with another copy of this package.
 * @example
 * const engine = createEngine({
 *   ...{ schema, renderer, pages, clock, random },
 *   store: sqliteStore({ path: "marketing.db" }),
 *   consent: consentGate({ rules: [euRules], keys }),
 *   email: smtpTransport({ host: "mail.example" }),
 *   senderFor: () => ({ from: { address: "hello@acme.example" }, timeZone: "Europe/Berlin" }),
 * });
 */
export function createEngine<
  S extends Schema,
  const Parts extends readonly EnginePart[] = readonly EnginePart[],
>(options: EngineOptions<S> & { readonly parts?: Parts }): Engine<S> & PartFaces<Parts>;
export function createEngine<S extends Schema>(options: EngineOptions<S>): Engine<S> {
  const { schema, renderer, segments = [], workflows = [], store, random, holidays } = options;
  refuseOtherCopy(store);
  const clock = soundClock(options.clock);
  const catalog = liveCatalog(
    createDefinitionCatalog({
      ...{ schema, renderer, segments, workflows, holidays },
      calls: callKinds(options),
    }),
    store,
    clock,
  );
  return assemble(options, {
    ...{ catalog, clock, ids: sortableIds(clock, random) },
    senderFor: checkedSender(options.senderFor, options.holidays),
    telemetry: createTelemetry(options),
    ...publishing(store, catalog, clock),
  });
}

function publishing(store: Store, catalog: LiveCatalog, clock: Clock) {
  const standings = tenantStandings(store, clock);
  return { standings, publisher: publisher(store, catalog, clock, standings) };
}

/** What an engine keeps between calls. It is the same for every store and transaction. */
interface Kept {
  readonly catalog: LiveCatalog;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly senderFor: SenderFor;
  readonly telemetry: Telemetry;
  readonly publisher: Publisher;
  readonly standings: TenantStandings;
}

function assemble<S extends Schema>(options: EngineOptions<S>, kept: Kept): Engine<S> {
  const { store, consent: gate, pages, renderer, email, sms, schema, batch = 100 } = options;
  const { clock, publisher: published } = kept;
  const processors: Readonly<Record<Channel, string | undefined>> = {
    email: email?.id,
    sms: sms?.id,
  };
  const processorFor = (channel: Channel): string | null => processors[channel] ?? null;
  const { holidays, parts = [] } = options;
  const shared = {
    ...kept,
    holidays,
    bestHours: options.bestHours,
    store,
    schema,
    gate,
    pages,
    renderer,
    processorFor,
    batch,
    calls: callKinds(options),
  };
  const reactions = reactionsFor({
    ...shared,
    purposes: schema.purposes,
    countHours: options.countHours,
  });
  const deps = { ...shared, reactions };
  const { logger, tracer, meter, random, webhooks, colleagues } = options;
  const delivery = createDelivery({
    ...{ ...deps, email, sms, random, options, holidays: options.holidays },
    ...{ logger, tracer, meter },
  });
  const publish = { publishForNews: publishForNews(kept.catalog, published, kept.telemetry) };
  const taking = takeInVerbs({ ...deps, ...publish, schema });
  const append = sharedAppends({ ...deps, ...publish });

  const sendMany: Engine<S>["sendMany"] = (inputs, call) => sendDirect(deps, inputs, call);
  const send: Engine<S>["send"] = async (input, call) => {
    const [result] = await sendDirect(deps, [input], call);
    if (!result) throw unknownPoint();
    return result;
  };
  const installed = parts.map((part) => part.install(shared));
  const tasks = installed.flatMap((part) => part.tasks);
  const tellFindings = dailyFindings(deps);
  const planner = createPlanner(kept.catalog, store, clock);
  const ticking = createTick({
    ...{ ...deps, ...delivery, planner, tasks, random },
    ...{ webhooks, colleagues, email },
  });
  const observed: typeof ticking = (tenant, call) => {
    tellFindings();
    return ticking(tenant, call);
  };
  const { tick: round, nextWork } = workAhead(observed, {
    ...{ store, clock, planner, outlook: delivery.outlook },
    runsCampaigns: tasks.some(({ part }) => part === "campaigns"),
    exceptCalls: everyCall.filter((kind) => !callKinds(options).includes(kind)),
  });
  const stopping = createStopping();
  const drain = createDrain(round);
  const tick: Engine<S>["tick"] = (tenant, call = {}) =>
    stopping.run(call, (own) => round(tenant, own));

  const engine: Engine<S> = {
    get options() {
      return currentOptions(options, kept.catalog);
    },
    store,
    add: ({ segments = [], workflows = [] }) => {
      const { catalog } = kept;
      catalog.replace(
        createDefinitionCatalog({
          ...{ schema, renderer, holidays: options.holidays },
          calls: callKinds(options),
          segments: replaced(catalog.now().segments, segments),
          workflows: replaced([...catalog.now().current.values()], workflows),
        }),
      );
      kept.publisher.renew();
    },
    tick,
    drain: (tenant, call = {}) => stopping.run(call, (own) => drain(tenant, own)),
    nextWork,
    stop: async (call = {}) => {
      await stopping.stop(call);
      return { left: delivery.left() };
    },
    start: (dispatcher, tenants, everyMs) =>
      startTicking({ tick, nextWork, clock }, dispatcher, tenants, everyMs),
    listNews: createListNews({ store, clock, catalog: kept.catalog, reactions }),
    identify: (input, call) => identifyContact(deps, input, call),
    ...taking,
    findings: () => gateFindings(deps),
    decide: (input, call) => decide(deps, input, call),
    send,
    sendMany,
    enroll: async (input, call) => {
      const unusable = (await published.publish(input.tenant, call)).get(input.workflow);
      if (unusable !== undefined) throw unusableWorkflow(input.workflow, unusable);
      return enrollContact(deps, input, call);
    },
    workflows: workflowVerbs(deps),
    respond: (request, evidence, call) =>
      answerPublicRequest({ ...deps, ...taking, append }, request, evidence, call),
    held: (tenant, page, call) => heldMessages(deps, tenant, page, call),
    resolveHeld: (tenant, key, how, call) => resolveHeld(deps, tenant, key, how, call),
    deadLetters: (tenant, page, call) => store.readOutbox({ tenant, ...page }, call),
    sendAgain: (tenant, key, { confirm = false } = {}, call) =>
      store.sendAgain({ tenant, now: clock.now(), key, confirm }, call),
    quarantined: (tenant, page = {}, call = {}) => store.readQuarantine({ tenant, ...page }, call),
    resolveQuarantine: (tenant, entry, how, call) => {
      const now = clock.now();
      const tell = (dropped: DroppedRun) => wakesByDrop(dropped, now);
      return store.resolveQuarantine({ tenant, now, ...entry, how }, tell, call);
    },
    transaction: (hostTransaction, run) =>
      store.transaction(hostTransaction, (joined) => {
        const standings = kept.standings.joined(joined);
        const catalog = kept.catalog.joined(joined);
        const publisher = published.joined(joined, catalog, standings);
        const joinedKept = { ...kept, catalog, standings, publisher };
        return run({
          ...assemble({ ...options, store: joined }, joinedKept),
          // Mail would leave before the host has committed, and could not be recalled after a
          // rollback.
          tick: async () => refuseTick(),
          drain: async () => refuseTick(),
          start: () => refuseTick(),
          stop: async () => refuseTick(),
        });
      }),
  };
  for (const { faces } of installed) Object.assign(engine, faces);
  return engine;
}

/**
 * The existing definitions and the added ones. An added one replaces an existing one of the same
 * id.
 */
function replaced<One extends { readonly id: string }>(
  there: readonly One[],
  added: readonly One[],
): readonly One[] {
  const ids = new Set(added.map(({ id }) => id));
  return [...there.filter(({ id }) => !ids.has(id)), ...added];
}

/** The options the engine was made with, and its current definitions. */
function currentOptions<S extends Schema>(
  options: EngineOptions<S>,
  catalog: LiveCatalog,
): EngineOptions<S> {
  return {
    ...options,
    segments: catalog.now().segments,
    workflows: [...catalog.now().current.values()],
  };
}

function refuseTick(): never {
  throw new AdapterError(
    "ADAPTER_TRANSACTION_TICK",
    "Nothing is handed over inside the host's transaction.",
    {
      path: "transaction",
      remedy: "Commit first, then call tick, drain or start of the engine itself.",
    },
  );
}

/** Whether something may be done at one address, and why. Nothing is written. */
async function decide(
  {
    store,
    gate,
    clock,
    processorFor,
  }: GateDependencies & {
    readonly store: Store;
    readonly gate: ConsentGate;
    readonly clock: Clock;
  },
  input: DecideInput<Schema>,
  options: CallOptions = {},
): Promise<Decision> {
  const { tenant, contactPoint, purpose, topic = null } = input;
  const { activity = "send", messageClass = "marketing" } = input;
  const contact = await store.readContact({ tenant, lookup: { point: contactPoint } }, options);
  const point = contact?.points.find(({ id }) => id === contactPoint);
  const facts = await store.readConsent({ tenant, contactPoint }, options);
  if (!contact || !point || !facts) throw unknownPoint();
  const { channel = point.channel } = input;
  if (addressChannel(channel) !== point.channel) throw otherChannel();
  // A colleague makes the call: no transport processes it.
  const processor = channel === "call" ? null : processorFor(channel);
  const cell = { channel, purpose, topic, messageClass, processor };
  const subject = { tenant, contact, point, ...cell };
  const ofPerson: JsonValue[] = [...(facts.ofPerson ?? [])];
  for (const other of input.together ?? []) {
    const theirs = await store.readConsent({ tenant, contactPoint: other }, options);
    if (theirs?.projection) ofPerson.push(theirs.projection, ...(theirs.ofPerson ?? []));
  }
  const consent = ofPerson.length === 0 ? facts : { ...facts, ofPerson };
  return gate.decide(questionFor(subject, activity, clock.now()), consent);
}

function otherChannel(): InputError {
  return new InputError("INPUT_CHANNEL", "The address is not one of that channel.", {
    path: "channel",
    remedy: "Ask about texts and calls at a number, and about e-mail at a mailbox.",
  });
}

function unknownPoint(): InputError {
  return new InputError(
    "INPUT_CONTACT_UNKNOWN",
    "This tenant has no such contact, or it has no such address.",
    { remedy: "Import or create the contact first; ids never cross tenants." },
  );
}
