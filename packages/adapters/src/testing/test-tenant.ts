import type { Instant, OneKnown, OneOf, PurposeOf, Schema } from "@wellsent/core";
import type { IdentifyInput } from "@wellsent/core/engine";
import type { AppTemplate, Tenant } from "../app/index.js";
import type { ComingPerson, Person } from "./person.js";
import { type PersonParts, scriptedPerson } from "./scripted-person.js";
import { takeSnapshot } from "./snapshot.js";
import type { SubscribeOptions } from "./subscribing.js";
import type { PersonInput, TestTenant } from "./test-app-face.js";

export interface TestTenantParts extends Omit<PersonParts, "tenant"> {
  readonly began: Instant;
  /** Numbers the people of the app who were given no address. */
  readonly count: () => number;
}

/** A tenant's own verbs, each followed by everything that it set off, and its people. */
export function testTenant<S extends Schema, T extends AppTemplate>(
  parts: TestTenantParts,
  tenant: Tenant<S, T>,
): TestTenant<S, T> {
  const { time, providers, engine, began } = parts;
  const plain: Tenant = tenant;
  const settling =
    <Args extends readonly unknown[], Result>(verb: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const result = await verb(...args);
      await time.settle();
      return result;
    };
  const come = async (input: PersonInput<S>): Promise<Person<S>> => {
    const settings = splitIdentity(input, parts.count);
    const { contact } = await plain.identify(settings);
    await time.settle();
    const { email = "", phone = "" } = settings;
    return scriptedPerson({ ...parts, tenant }, { id: contact, email, phone });
  };
  const of = <Message extends { readonly contact: string; readonly tenant: string }>(
    all: readonly Message[],
    { id }: { readonly id: string },
  ): readonly Message[] => all.filter((one) => one.contact === id && one.tenant === tenant.id);

  return {
    ...tenant,
    identify: settling(tenant.identify),
    send: settling(tenant.send),
    sendMany: settling(tenant.sendMany),
    grant: settling(tenant.grant),
    remind: settling(tenant.remind),
    withdraw: settling(tenant.withdraw),
    track: settling(tenant.track),
    backfill: settling(tenant.backfill),
    enroll: settling(tenant.enroll),
    report: settling(tenant.report),
    receiveText: settling(tenant.receiveText),
    record: settling(tenant.record),
    erase: settling(tenant.erase),
    resolveHeld: settling(tenant.resolveHeld),
    resolveQuarantine: settling(tenant.resolveQuarantine),
    person: (input = {}) => coming(come(input)),
    mailsTo: (person) => of(providers.mails, person),
    textsTo: (person) => of(providers.texts, person),
    snapshot: (options) =>
      takeSnapshot({ tenant, store: engine.store, providers, began, now: time.now }, options),
  };
}

function coming<S extends Schema>(person: Promise<Person<S>>): ComingPerson<S> {
  function subscribed<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    purpose: OneKnown<"purpose", P, PurposeOf<S>>,
    options?: SubscribeOptions<S, P, Topic>,
  ): ComingPerson<S> {
    return coming(person.then((one) => one.subscribed<P, Topic>(purpose, options)));
  }
  return Object.assign(person, { subscribed });
}

/** Attributes may stand beside what else is known of a person: a person of a test is one object. */
function splitIdentity(
  input: PersonInput<Schema>,
  count: () => number,
): Omit<IdentifyInput<Schema>, "tenant"> {
  const { key, email, phone, attributes, lists, locale, timeZone, jurisdiction, ...other } = input;
  const { source, actor, ...rest } = other;
  const given = { key, email, phone, lists, locale, timeZone, jurisdiction, source, actor };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const isNameless = key === undefined && email === undefined;
  return {
    ...Object.fromEntries(said),
    ...(isNameless ? { email: `person-${count()}@mail.example` } : {}),
    attributes: { ...attributes, ...rest },
  };
}
