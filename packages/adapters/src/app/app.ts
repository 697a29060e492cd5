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
  WebhookCaller,
  WorkflowDefinition,
} from "@wellsent/core";
import type { EngineOptions, StopReport, TickSummary } from "@wellsent/core/engine";
import type { Flow } from "@wellsent/core/flows";
import type { AppEngine } from "./app-engine.js";
import type { Form } from "./form.js";
import type { GateOptions } from "./make-gate.js";
import type { Secret } from "./secret.js";
import type { ShelfOptions } from "./template-shelf.js";
import type { AppTemplate } from "./template-values.js";
import type { Tenant } from "./tenant-face.js";
import type { TenantSettings, TenantTable } from "./tenant-settings.js";
import type { AppWebhooks } from "./webhooks-face.js";

/** What an app sends, asks for and does, as plain values. */
export interface AppDefinitions<T extends AppTemplate = AppTemplate> {
  /** Sources are compiled at the start. Compiled programs are used as they are. */
  readonly templates?: readonly T[];
  /**
   * The wordings of these forms are public from the start, those of other forms from their first
   * use.
   */
  readonly forms?: readonly Form[];
  readonly segments?: readonly Segment[];
  readonly workflows?: readonly WorkflowDefinition[];
}

/** The options of {@link wellsent}. */
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
      | "parts"
      | "webhooks"
      | "freshen"
    > {
  readonly schema: S;
  /**
   * The secret that all keys are derived from: at least 32 random bytes, the same at each start. It
   * belongs to the database: without it, links and denials in the database no longer work.
   */
  readonly secret: Secret | undefined;
  /** Rules of law and policy, such as `[euRules, deRules]`. A tenant may have its own. */
  readonly rules: readonly RulePack[];
  /** The settings that differ between tenants. Absent: all tenants have these settings. */
  readonly tenants?: TenantTable<S>;
  /** Default: memory, for tests and first steps. Nothing is kept after the process ends. */
  readonly store?: Store;
  /**
   * Default: memory, if the store is in memory. With another store and no transport, mail waits in
   * the queue.
   */
  readonly email?: EmailTransport;
  readonly sms?: SmsTransport;
  /** Which hosts the webhooks of workflows may call, or what calls them. Default: none. */
  readonly webhooks?: AppWebhooks | WebhookCaller;
  /** Data flows between contacts and your own tables: `acme.flows`. Ids are unique. */
  readonly flows?: readonly Flow[];
  /** How sources are compiled, and additional formatters. */
  readonly rendering?: ShelfOptions;
  /** Further options of the gate: reviews, bounces, processors. */
  readonly consent?: GateOptions;
  /** People of a campaign looked at in one transaction. Default 5,000. */
  readonly campaignBatch?: number;
  /** Whether opening a confirmation link is enough. Default: `post`, a button. */
  readonly confirmOn?: "post" | "get";
  /** Default: the machine's. */
  readonly clock?: Clock;
  readonly random?: Random;
}

/** The results of the tenants of an app, each on its own. */
export interface TickedTenants {
  readonly tenants: Readonly<Record<string, TickSummary>>;
  /** The tenants that failed as a whole. The others were processed. */
  readonly faults: readonly { readonly tenant: TenantId; readonly code: string }[];
}

export interface StartOptions {
  /** Calls the ticks. Default: timers of this process. */
  readonly dispatcher?: Dispatcher;
  /** Milliseconds between ticks. Default: 1000. */
  readonly everyMs?: number;
  /**
   * How long `stop` waits for answers of providers before it hangs up, in milliseconds: what it
   * hangs up on is in doubt. Not for a dispatcher of yours. Default: 5000.
   */
  readonly graceMs?: number;
  /** Default: those listed in `tenants`, and those that this process has asked for. */
  readonly tenants?: () => Promise<readonly string[]>;
}

export interface AppStopOptions {
  /**
   * How long it may take at most, in milliseconds. Providers that have not answered are hung up on
   * earlier: after `graceMs`, or once four fifths of this are over, so that there is time to put on
   * record what became of it. Default: as long as it takes.
   */
  readonly deadlineMs?: number;
}

/** An app inside a transaction that the host opened. Nothing is sent before its commit. */
export interface JoinedApp<S extends Schema, T extends AppTemplate> {
  readonly engine: AppEngine<S>;
  tenant(id: string): Tenant<S, T>;
}

/** The engine and everything around it, made from one secret and the host's definitions. */
export interface App<S extends Schema = Schema, T extends AppTemplate = AppTemplate> {
  /** The engine that every verb works on. */
  readonly engine: AppEngine<S>;
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
   * Adds definitions while the app runs, all or nothing. A definition replaces an earlier one of
   * the same id. Runs continue on the version they began with.
   * @throws TemplateError, DefinitionError for what does not hold; nothing is added then
   * @example
   * const later = await app.add({ templates: [summer] });
   * await later.tenant("acme").send(summer, ann);
   */
  add<const New extends AppTemplate = never>(
    definitions: AppDefinitions<New>,
  ): Promise<App<S, T | New>>;
  /** One tick for each tenant. A tenant that fails delays no other. */
  tick(options?: CallOptions): Promise<TickedTenants>;
  drain(options?: CallOptions): Promise<TickedTenants>;
  /**
   * Starts to tick.
   * @example
   * app.start({ tenants: async () => ["acme", "globex"] });
   * process.once("SIGTERM", () => app.close());
   */
  start(options?: StartOptions): void;
  /**
   * Ends the ticking: nothing more is claimed, what is in nobody's hands goes back to the queue,
   * and providers have `graceMs` to answer. Resolves when the last tick has ended, at the latest at
   * the deadline, with the messages that may have left and are not on record.
   * @example
   * process.once("SIGTERM", () => app.stop({ deadlineMs: 10_000 }).then(() => process.exit()));
   */
  stop(options?: AppStopOptions): Promise<StopReport>;
  /** Calls {@link App.stop}, and then closes transports and store. */
  close(): Promise<void>;
  /**
   * The same verbs inside a transaction of the host: one commit together with its own writes.
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
