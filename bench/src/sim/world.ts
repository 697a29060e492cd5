// Longer than other files: all that one simulated world holds and does, behind one face.
import {
  consentGate,
  consentPages,
  noticeDigest,
  requestConsent,
  suppressionKeys,
  withdrawConsent,
} from "@wellsent/consent";
import { euRules, ukRules, usEmailRules } from "@wellsent/consent/rules";
import {
  type ConsentDraft,
  type ContactId,
  type ContactPointId,
  type Store,
  type TenantId,
  tenantId,
} from "@wellsent/core";
import { createEngine, type Engine } from "@wellsent/core/engine";
import { seededRandom } from "@wellsent/core/testing";
import {
  createDraws,
  createFindings,
  createProcess,
  createScheduler,
  type Draws,
  type Findings,
  faultyStore,
  faultyTransport,
  type Scheduler,
  type SimDispatcher,
  type SimProcess,
  type StoreFaults,
  simDispatcher,
} from "@wellsent/core/testing/sim";
import { createModel, type PermissionModel } from "./model.ts";
import { day, faultyDays, hour, type Plan, quietDays } from "./plan.ts";
import { type Medium, poisonableStore } from "./poison.ts";
import { createPost, type Post } from "./post.ts";
import { createReleases, type Release, schema } from "./releases.ts";
import { createWatch, type Watch } from "./watch.ts";

type SimEngine = Engine<typeof schema>;

export const start = Date.UTC(2026, 2, 16, 8);
export const purpose = "marketing.news" as const;
const tenants: readonly TenantId[] = [tenantId("acme"), tenantId("beta")];
/** What a lease has after its end: before that, a tick would find nothing to take over. */
const grace = 6_000;
/** What the host's own code throws where its settings are broken. */
export const brokenSettings = "settings of the host are broken";
const lands = ["FR", "US", "GB"] as const;
/**
 * Comes when no continuation is left. Nothing here waits for the event loop, whose turn costs a
 * third of a step.
 */
function turn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Somebody with an address, known to one tenant. */
export interface Person {
  readonly tenant: TenantId;
  readonly name: string;
  readonly land: string;
  readonly address: string;
  readonly otherAddress: string;
  contact: ContactId | null;
  point: ContactPointId | null;
  /** The address in use, as the person knows it. */
  current: string;
  /** The address that the tenant has on record, and that acts are about. */
  reached: string;
}

/** A process of a service: an engine of one release over its own way to the store. */
export interface Service {
  readonly process: SimProcess;
  readonly kind: "worker" | "host";
  /** Whose work it does. Grows where one service takes over from another. */
  tenants: readonly TenantId[];
  release: Release;
  engine: SimEngine;
  dispatcher: SimDispatcher | null;
  /** Callers that wait for an answer of this process. */
  readonly callers: Set<(reason: Error) => void>;
}

export interface World {
  readonly plan: Plan;
  readonly scheduler: Scheduler;
  readonly draws: Draws;
  readonly findings: Findings;
  readonly model: PermissionModel;
  readonly inner: Store;
  readonly post: Post;
  readonly watch: Watch;
  readonly people: readonly Person[];
  readonly services: readonly Service[];
  readonly poisoned: Set<string>;
  readonly broken: Set<TenantId>;
  readonly releases: ReturnType<typeof createReleases>;
  readonly on: (feature: string) => boolean;
  /** Sends that were refused: `tenant|contact|template`. */
  readonly intentions: Set<string>;
  /** When scheduled messages are due, by key. */
  readonly scheduled: Map<string, number>;
  /** Whose withdrawal a draft is, by its id. */
  readonly denials: Map<string, ContactId>;
  readonly everPoisoned: Set<string>;
  readonly everBroken: Set<TenantId>;
  /**
   * Which content a version has at a tenant; `null`: more than one release may have published it.
   */
  variantFor(tenant: TenantId, version: number): string | null;
  complained(person: Person): void;
  /** The owner of a message that is about to leave says no. */
  withdraws: (key: string) => void;
  /** False once the quiet days begin. */
  faulty: boolean;
  findHost(tenant: TenantId): Service;
  kill(service: Service): void;
  restart(service: Service, release?: Release): void;
  createGrants(person: Person, id: string): readonly ConsentDraft[];
  createDenial(person: Person, id: string): readonly ConsentDraft[];
}

export class ConnectionLost extends Error {
  constructor() {
    super("The process that was asked has died.");
  }
}

const wording = {
  id: "form",
  version: "1",
  locale: "en",
  purposes: [purpose],
  channels: ["email"],
  activities: ["send"],
  controller: "Sim",
  recipients: [],
  text: "Yes",
  withdrawal: "By the link in each mail",
} as const;

const notice = noticeDigest(wording);

/** Everything of one seed. Nothing runs until {@link World.scheduler} does. */
export function createWorld(plan: Plan, medium: Medium): World {
  const on = (feature: string): boolean => plan.features.includes(feature);
  const draws = createDraws(plan.seed);
  const scheduler = createScheduler(start, turn, 400_000);
  const findings = createFindings(scheduler.now);
  const model = createModel();
  const poisoned = new Set<string>();
  const broken = new Set<TenantId>();
  const inner = poisonableStore(poisoned, medium);
  const releases = createReleases(on);
  const people: Person[] = tenants.flatMap((tenant, index) =>
    Array.from({ length: plan.people[index] ?? 0 }, (_, who) => ({
      tenant,
      name: `p${who}`,
      land: lands[(who + index) % lands.length] ?? "FR",
      address: `p${who}@${tenant}.mail.example`,
      otherAddress: `q${who}@${tenant}.mail.example`,
      contact: null,
      point: null,
      current: `p${who}@${tenant}.mail.example`,
      reached: `p${who}@${tenant}.mail.example`,
    })),
  );
  const gate = consentGate({
    rules: [euRules, ukRules, usEmailRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: new Uint8Array(32).fill(3) } }),
  });
  const services: Service[] = [];
  const world: World = {
    ...{ plan, scheduler, draws, findings, model, inner, people, services, poisoned, broken },
    ...{ releases, on },
    intentions: new Set(),
    scheduled: new Map(),
    denials: new Map(),
    everPoisoned: new Set(),
    everBroken: new Set(),
    variantFor: (tenant, version) =>
      version === 2 ? "2" : tenant === tenants[1] && on("fork") ? "fork" : "1",
    withdraws: () => undefined,
    complained: (person) => {
      model.act(person.current, "deny", Number.MAX_SAFE_INTEGER);
    },
    post: undefined as unknown as Post,
    watch: undefined as unknown as Watch,
    faulty: true,
    findHost: (tenant) =>
      services.find((s) => s.kind === "host" && s.tenants.includes(tenant)) ?? fail(),
    kill(service) {
      const { process } = service;
      if (!process.alive) return;
      process.alive = false;
      process.epoch += 1;
      world.watch.died(service);
      for (const reject of service.callers) reject(new ConnectionLost());
      service.callers.clear();
      const after = hour * (0.02 + draws.at(`${process.name}.restart`));
      scheduler.at(scheduler.now() + after, `${process.name}.restart`, () =>
        world.restart(service),
      );
    },
    restart(service, release = service.release) {
      service.process.alive = true;
      service.process.epoch += 1;
      service.release = release;
      service.engine = createSimEngine(service);
      if (service.kind === "worker") run(service);
    },
    createGrants: (person, id) =>
      person.point === null
        ? []
        : requestConsent(
            { ids: fixedIds(id), random: seededRandom(plan.seed), now: scheduler.now() },
            {
              contactPoint: person.point,
              notice,
              mode: "single",
              cells: [{ channel: "email", purpose, activity: "send" }],
            },
          ).drafts,
    createDenial: (person, id) =>
      person.point === null
        ? []
        : [
            withdrawConsent(
              { ids: fixedIds(id), random: seededRandom(plan.seed), now: scheduler.now() },
              { contactPoint: person.point, scope: {}, method: "one_click" },
            ),
          ],
  };
  Object.assign(world, { watch: createWatch(world) });
  Object.assign(world, { post: createPost(world) });

  const faultsNow = (service: Service): StoreFaults => ({
    abort: world.faulty && on("abort") ? 0.01 : 0,
    ambiguous: world.faulty && on("ambiguous") ? 0.01 : 0,
    slow: {
      probability: world.faulty && on("slowStore") ? 0.005 : 0,
      ms: 20 * 60_000,
    },
    killAfter: !world.faulty
      ? {}
      : service.kind === "host"
        ? on("killHost")
          ? { appendConsent: 0.1, enqueue: 0.03, ingest: 0.03 }
          : {}
        : on("killWorker")
          ? {
              claimOutbox: 0.02,
              reviewClaims: 0.02,
              settle: 0.02,
              advance: 0.02,
              sweepWorkers: 0.1,
            }
          : {},
    locked: () => {
      const hours = (scheduler.now() - start) / hour;
      return world.faulty && on("locked") && hours > 60 && hours < 61;
    },
  });

  const createSimEngine = (service: Service): SimEngine => {
    const { process, release } = service;
    const clock = { now: () => scheduler.now() + process.skew };
    const random = seededRandom(
      Math.floor(draws.at(`${process.name}.random.${process.epoch}`) * 2 ** 32),
    );
    const longestWaitMs = 10 * 60_000;
    return createEngine({
      schema,
      workflows: release.workflows,
      renderer: release.renderer,
      store: faultyStore({
        inner,
        actor: process,
        scheduler,
        draws,
        faults: () => faultsNow(service),
        kill: () => world.kill(service),
        watch: world.watch.of(service),
      }),
      email: faultyTransport({
        id: "sim-smtp",
        ...{ actor: process, scheduler, draws, longestWaitMs },
        provider: world.post.providerFor(service),
      }),
      consent: gate,
      pages: consentPages({
        baseUrl: "https://sim.example/m/",
        tokens: { current: { kid: "t1", secret: new Uint8Array(32).fill(5) } },
        notice,
        brand: { name: "Sim", listDomain: "lists.sim.example" },
        purposes: [{ purpose, label: "News" }],
      }),
      senderFor: (tenant) => {
        if (world.faulty && broken.has(tenant)) throw new Error(brokenSettings);
        return {
          from: { address: `hello@${tenant}.sim.example` },
          timeZone: "Europe/Berlin",
          details: { canary: `canary-${tenant}` },
          policy: on("caps") ? { caps: [{ max: 2, per: "1d" }] } : {},
        };
      },
      clock,
      random,
      batch: 1 + draws.integer("batch", 7),
      concurrency: 1 + draws.integer("concurrency", 5),
    });
  };

  const run = (service: Service): void => {
    const { process } = service;
    const dispatcher = simDispatcher({
      actor: process,
      scheduler,
      nextWork: async (name) => {
        const tenant = tenants.find((one) => name.endsWith(`:${one}`));
        const next = tenant === undefined ? null : await inner.nextWork(tenant);
        return next === null ? null : next + grace - process.skew;
      },
      failed: (error) => world.watch.tickFailed(service, error),
      ...{ longest: 12 * hour, idle: 3 * day },
    });
    service.dispatcher = dispatcher;
    service.engine.start(dispatcher, async () => service.tenants, tickEvery);
  };
  const tickEvery = [1_000, 60_000, 600_000, hour][draws.integer("tick", 4)] ?? 60_000;

  const add = (
    name: string,
    kind: Service["kind"],
    of: readonly TenantId[],
    release: Release,
  ): void => {
    const process = createProcess(name);
    const service: Service = {
      ...{ process, kind, tenants: of, release },
      engine: undefined as unknown as SimEngine,
      dispatcher: null,
      callers: new Set(),
    };
    services.push(service);
    service.engine = createSimEngine(service);
    if (kind === "worker") run(service);
  };
  const [acme, beta] = [tenants[0] ?? fail(), tenants[1] ?? fail()];
  add("host-acme", "host", [acme], releases.first);
  add("host-beta", "host", [beta], on("fork") ? releases.fork : releases.first);
  // With a fork, each tenant has a service of its own until one release serves both.
  const served = on("fork") ? [acme] : tenants;
  add("worker-1", "worker", served, releases.first);
  add("worker-2", "worker", served, on("withoutWorkflow") ? releases.bare : releases.first);
  if (on("fork")) {
    add("worker-fork", "worker", [beta], releases.fork);
    scheduler.at(start + 4 * day, "one release serves both", () => {
      for (const service of services) {
        if (service.kind === "worker" && service.release !== releases.fork)
          service.tenants = tenants;
      }
    });
  }
  return world;
}

function fail(): never {
  throw new Error("The simulated world is incomplete.");
}

/** Ids of an operation: the same whenever it is tried again. */
function fixedIds(id: string): { next(): string } {
  let count = 0;
  return { next: () => `sim-${id}-${count++}` };
}

export const faultyUntil = start + faultyDays * day;
export const endOfTime = faultyUntil + quietDays * day;
