import type { RulePack } from "@wellsent/consent";
import type { AttributesOf, ContactId, Instant, Schema, Store } from "@wellsent/core";
import type { IdentifyInput } from "@wellsent/core/engine";
import type { App, AppOptions, AppTemplate, Secret, Sender, Tenant } from "../app/index.js";
import type { Browser } from "./browser.js";
import type { Length, Moment } from "./moment.js";
import type { ComingPerson } from "./person.js";
import type { Provider } from "./provider.js";
import type { ReceivedMail, ReceivedText } from "./received.js";
import type { RunUntil } from "./run-until.js";
import type { Snapshot, SnapshotOptions } from "./snapshot.js";

/** The host's own options of {@link App}, with all that is of the machine taken care of. */
export interface TestAppOptions<S extends Schema, T extends AppTemplate = AppTemplate>
  extends Omit<
    AppOptions<S, T>,
    "secret" | "rules" | "sender" | "store" | "email" | "sms" | "clock" | "random"
  > {
  /** When the test begins. Default: `2026-01-05T09:00:00Z`, a Monday. */
  readonly at?: Moment;
  /** Default: the rules of the European Union. */
  readonly rules?: readonly RulePack[];
  /** Default: `hello@sender.example`, in UTC, with pages below `https://sender.example/m/`. */
  readonly sender?: Sender;
  /** Whose tenant `t` is. Default: the first of `tenants` where they are listed, else `test`. */
  readonly tenant?: string;
  /** Another seed gives other ids, variants and jitter, the same at every run. Default: 1. */
  readonly seed?: number;
  /** Default: memory. */
  readonly store?: Store;
  readonly secret?: Secret;
}

type Settings<S extends Schema> = Omit<IdentifyInput<S>, "tenant">;

/** The schema's attributes by their names; a schema of none names any, and so names none. */
type AttributeName<S extends Schema, Name> = string extends Name
  ? never
  : Exclude<Name, keyof Settings<S>>;

/**
 * Attributes of the schema, and what else is known of somebody. Without `email` an address is made
 * up, unless a `key` says who it is: that is how somebody has only a phone.
 */
export type PersonInput<S extends Schema> = Settings<S> & {
  readonly [Name in keyof AttributesOf<S> as AttributeName<S, Name>]?: AttributesOf<S>[Name];
};

type Whom = { readonly id: ContactId };

/**
 * A tenant in a test: all its verbs, each of which ends when everything that it set off is done,
 * and the people who get its messages.
 */
export interface TestTenant<S extends Schema = Schema, T extends AppTemplate = AppTemplate>
  extends Tenant<S, T> {
  /**
   * @throws as `Tenant.identify`
   * @example
   * const ann = await t.person({ plan: "pro", timeZone: "America/New_York" }).subscribed("news");
   */
  person(input?: PersonInput<S>): ComingPerson<S>;
  /** What has arrived for somebody, or for all of the tenant's people, oldest first. */
  mailsTo(person: Whom): readonly ReceivedMail[];
  textsTo(person: Whom): readonly ReceivedText[];
  /** What everybody got and what is on record, without what differs from run to run. */
  snapshot(options?: SnapshotOptions): Promise<Snapshot>;
}

/** An app in a test: the very one that the host runs, in simulated time. */
export interface TestApp<S extends Schema = Schema, T extends AppTemplate = AppTemplate>
  extends TestTenant<S, T> {
  readonly app: App<S, T>;
  /** Milliseconds since 1970, simulated. */
  now(): Instant;
  /**
   * Lets time pass, from one thing that is due to the next; a year takes as long as its work does.
   * @throws InputError `INPUT_LENGTH`, DefinitionError `DEFINITION_DURATION`
   * @example
   * await t.advanceBy("3 days");
   */
  advanceBy(length: Length): Promise<void>;
  /**
   * Nothing happens where that moment has passed.
   * @throws InputError `INPUT_MOMENT`
   */
  advanceTo(moment: Moment): Promise<void>;
  /**
   * Lets time pass until a message comes, or until the condition holds after something was done.
   * @throws TestKitError `TEST_NOT_REACHED` after `atMost`, 30 days unless told: with what is on
   * record about the person
   * @example
   * const mail = await t.runUntil({ mailTo: ann, template: lastCall }, { atMost: "2 weeks" });
   */
  readonly runUntil: RunUntil;
  /** Does what is due by now. Every verb of `t` and of its people does that by itself. */
  settle(): Promise<void>;
  /** The providers behind the transports: `t.email.fails({ times: 2 })`. */
  readonly email: Provider;
  readonly sms: Provider;
  /** Public pages, asked as a browser does. */
  readonly browser: Browser;
  /** Another tenant of the same app, in the same time. */
  inTenant(id: string): TestTenant<S, T>;
}
