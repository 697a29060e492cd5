import type { RulePack } from "@wellsent/consent";
import type {
  CallOptions,
  Clock,
  Dispatcher,
  EmailTransport,
  Random,
  Schema,
  Segment,
  SmsTransport,
  Store,
  TenantId,
  WorkflowDefinition,
} from "@wellsent/core";
import type { Engine, EngineOptions, TickSummary } from "@wellsent/core/engine";
import type { Form } from "./form.js";
import type { GateOptions } from "./make-gate.js";
import type { Secret } from "./secret.js";
import type { ShelfOptions } from "./template-shelf.js";
import type { AppTemplate } from "./template-values.js";
import type { Tenant } from "./tenant-face.js";
import type { TenantSettings, TenantTable } from "./tenant-settings.js";

/** What an app sends, asks for and does: plain values that its authors defined. */
export interface AppDefinitions<T extends AppTemplate = AppTemplate> {
  /** Sources are compiled at the start; compiled programs are taken as they are. */
  readonly templates?: readonly T[];
  /** Their wordings are public from the start; others are when they are first used. */
  readonly forms?: readonly Form[];
  readonly segments?: readonly Segment[];
  readonly workflows?: readonly WorkflowDefinition[];
}

/** What {@link wellsent} makes an app of. */
export interface AppOptions<S extends Schema, T extends AppTemplate = AppTemplate>
  extends AppDefinitions<T>,
    Omit<TenantSettings<S>, "rules">,
    Omit<
      EngineOptions<S>,
      | "store"
      | "consent"
      | "pages"
      | "renderer"
      | "senderFor"
      | "clock"
      | "random"
      | "segments"
      | "workflows"
    > {
  readonly schema: S;
  /**
   * Where every key comes from: at least 32 bytes of chance, the same at each start. It belongs to
   * the database.
   */
  readonly secret: Secret | undefined;
  /** Law and policy, such as `[euRules, deRules]`; a tenant may have its own. */
  readonly rules: readonly RulePack[];
  /** What differs from tenant to tenant. Absent: all tenants are as this says. */
  readonly tenants?: TenantTable<S>;
  /** Default: memory, for tests and first steps; nothing outlives the process. */
  readonly store?: Store;
  /**
   * Default: memory, where the store is. With a store of your own and no transport, mail waits in
   * the queue.
   */
  readonly email?: EmailTransport;
  readonly sms?: SmsTransport;
  /** How sources are compiled, and formatters of your own. */
  readonly rendering?: ShelfOptions;
  /** The gate's further options: reviews, bounces, processors. */
  readonly consent?: GateOptions;
  /** Whether following a confirmation link is enough. Default: `post`, a button. */
  readonly confirmOn?: "post" | "get";
  /** Default: the machine's. */
  readonly clock?: Clock;
  readonly random?: Random;
}

/** What came of the tenants of an app, each by itself. */
export interface TickedTenants {
  readonly tenants: Readonly<Record<string, TickSummary>>;
  /** Tenants that failed as a whole; the others went on. */
  readonly faults: readonly { readonly tenant: TenantId; readonly code: string }[];
}

export interface StartOptions {
  /** Turns the crank. Default: timers of this process. */
  readonly dispatcher?: Dispatcher;
  /** Milliseconds between looks. Default: 1000. */
  readonly everyMs?: number;
  /** Default: those listed in `tenants`, and those that this process has asked for. */
  readonly tenants?: () => Promise<readonly string[]>;
}

/** An app inside a transaction that the host opened: nothing leaves before its commit. */
export interface JoinedApp<S extends Schema, T extends AppTemplate> {
  readonly engine: Engine<S>;
  tenant(id: string): Tenant<S, T>;
}

/** The engine and everything around it, made of one secret and the host's definitions. */
export interface App<S extends Schema = Schema, T extends AppTemplate = AppTemplate> {
  /** The same engine that every verb works on. */
  readonly engine: Engine<S>;
  /** `null`: there is none. */
  readonly email: EmailTransport | null;
  readonly sms: SmsTransport | null;
  /**
   * The public pages of all tenants: `Request` in, `Response` out.
   * @example
   * const pages = nodeHandler(app.web, { onFault: (error) => console.error(error) });
   * createServer(pages).listen(3000);
   */
  readonly web: (request: Request) => Promise<Response>;
  /**
   * All verbs for one tenant.
   * @throws InputError `INPUT_TENANT` for no name of a tenant, `INPUT_TENANT_UNKNOWN`,
   * `INPUT_SENDER_MISSING`
   * @example
   * const acme = app.tenant("acme");
   * await acme.identify({ email: "ann@mail.example" });
   */
  tenant(id: string): Tenant<S, T>;
  /**
   * Adds definitions while it runs, all or nothing: what has the same id is replaced. Runs go on by
   * the version they began with.
   * @throws TemplateError, DefinitionError for what does not hold; nothing is added then
   * @example
   * const later = await app.add({ templates: [summer] });
   * await later.tenant("acme").send(summer, ann);
   */
  add<const New extends AppTemplate = never>(
    definitions: AppDefinitions<New>,
  ): Promise<App<S, T | New>>;
  /** One tick for each tenant; one that fails holds up no other. */
  tick(options?: CallOptions): Promise<TickedTenants>;
  drain(options?: CallOptions): Promise<TickedTenants>;
  /**
   * Ticks from now on.
   * @example
   * app.start({ tenants: async () => ["acme", "globex"] });
   * process.once("SIGTERM", () => app.close());
   */
  start(options?: StartOptions): void;
  /** Ends the ticking and resolves when the last tick has ended. */
  stop(): Promise<void>;
  /** {@link App.stop}, and then closes transports and store. */
  close(): Promise<void>;
  /**
   * The same verbs inside a transaction of yours: one commit with your own writes.
   * @example
   * database.exec("BEGIN");
   * await app.transaction(database, async ({ tenant }) => {
   *   database.exec("INSERT INTO orders (id) VALUES (1042)");
   *   await tenant("acme").track("order.placed", ann, { total: 12 }, { id: "o-1042" });
   * });
   * database.exec("COMMIT");
   */
  transaction<Result>(
    hostTransaction: unknown,
    run: (joined: JoinedApp<S, T>) => Promise<Result>,
  ): Promise<Result>;
}
