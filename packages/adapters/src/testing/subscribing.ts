import { confirmConsent, noticeDigest, publishNotice, requestConsent } from "@wellsent/consent";
import { projectionFromJson } from "@wellsent/consent/ledger";
import type {
  Activity,
  Channel,
  ContactId,
  ContactPointId,
  IdSource,
  KnownTopic,
  Random,
  Schema,
} from "@wellsent/core";
import type { Engine } from "@wellsent/core/engine";
import type { Tenant } from "../app/index.js";
import { instantAt, type Moment, momentText } from "./moment.js";
import type { PassingTime } from "./passing-time.js";
import { TestKitError } from "./test-kit-error.js";

/** What a person agreed to beside the mails themselves. */
export interface SubscribeOptions<
  S extends Schema = Schema,
  P extends string = string,
  Topic extends string = string,
> {
  /** Each is agreed to on its own. Absent: the purpose as a whole. */
  readonly topics?: readonly KnownTopic<S, P, Topic>[];
  /** Default: `["email"]`. */
  readonly channels?: readonly Channel[];
  /** Whether opens and clicks may be watched. Default: neither. */
  readonly tracking?: boolean | readonly ("opens" | "clicks")[];
  /** When that was. Default: now. */
  readonly at?: Moment;
}

export interface SubscribingParts {
  readonly tenant: Tenant;
  readonly engine: Pick<Engine, "store" | "decide" | "options">;
  readonly ids: IdSource;
  readonly random: Random;
  readonly time: PassingTime;
}

/**
 * Puts on record that a person saw a form, agreed, and confirmed by the link in a mail: the
 * strongest way there is, so that it holds under every rule. No mail is sent for it.
 *
 * @throws TestKitError `TEST_NOT_SUBSCRIBED` where the person may not be written to all the same,
 * `TEST_ADDRESS_MISSING`
 */
export async function subscribe(
  parts: SubscribingParts,
  contact: ContactId,
  purpose: string,
  { topics, channels = ["email"], tracking = false, at }: SubscribeOptions = {},
): Promise<void> {
  const { tenant, engine, ids, random, time } = parts;
  const { purposes } = engine.options.schema;
  if (!Object.hasOwn(purposes, purpose)) throw purposeMissing(Object.keys(purposes));
  const { points = [] } = (await tenant.contact(contact)) ?? {};
  if (at === undefined) await passDenials(parts, points);
  const by = { ids, random, now: at === undefined ? time.now() : instantAt(at) };
  const activities: readonly Activity[] = ["send", ...watched(tracking)];
  const words = {
    ...{ id: `test-${purpose}`, version: "1", locale: "en", recipients: [], activities, channels },
    purposes: [purpose],
    controller: "The sender in this test",
    text: `Yes, send me what is called ${[purpose, ...(topics ?? [])].join(", ")}.`,
    withdrawal: "Every message says how to unsubscribe.",
  };
  await tenant.publish(publishNotice(words, by.now));
  for (const channel of channels) {
    const point = points.find((one) => one.channel === channel);
    if (point === undefined) throw addressMissing(channel);
    const { confirmation, drafts } = requestConsent(by, {
      ...{
        contactPoint: point.id,
        mode: "double",
        strength: "express_written",
        notice: noticeDigest(words),
      },
      payload: { note: `the form shown at ${momentText(by.now)}` },
      cells: activities
        .filter((activity) => channel === "email" || activity !== "track.open")
        .flatMap((activity) =>
          (topics ?? [undefined]).map((topic) => ({
            ...{ channel, purpose, activity },
            ...(topic === undefined ? {} : { topic }),
          })),
        ),
    });
    await tenant.record(drafts);
    const facts = await engine.store.readConsent({ tenant: tenant.id, contactPoint: point.id });
    const projection = projectionFromJson(facts?.projection ?? null);
    if (confirmation === undefined || projection === undefined) throw notSubscribed([]);
    const answer = confirmConsent(by, projection, {
      ...{ contactPoint: point.id, request: confirmation.eventId, nonce: confirmation.nonce },
      method: "double_opt_in_post",
    });
    if (!answer.confirmed) throw notSubscribed([answer.code]);
    await tenant.record(answer.drafts);
    const [topic] = topics ?? [];
    const { allowed, reasons } = await engine.decide({
      ...{ tenant: tenant.id, contactPoint: point.id, purpose },
      ...(topic === undefined ? {} : { topic }),
    });
    // A time of day passes by itself; what else is against it does not.
    const against = reasons.filter(({ effect }) => effect === "deny").map(({ code }) => code);
    if (!allowed && against.length > 0) throw notSubscribed(against);
  }
}

/** Whoever says no and yes at the very same moment has said no: the yes comes a second later. */
async function passDenials(
  { tenant, engine, time }: SubscribingParts,
  points: readonly { readonly id: ContactPointId }[],
): Promise<void> {
  for (const { id: contactPoint } of points) {
    const { items } = await engine.store.readLedger({ tenant: tenant.id, contactPoint });
    const isFresh = items.some(({ recordedAt, type }) => recordedAt === time.now() && !isYes(type));
    if (isFresh) return void (await time.advanceTo(time.now() + 1_000));
  }
}

function isYes(type: string): boolean {
  return ["consent.requested", "consent.confirmed", "consent.granted"].includes(type);
}

function watched(tracking: boolean | readonly ("opens" | "clicks")[]): readonly Activity[] {
  const kinds = tracking === true ? ["opens", "clicks"] : tracking === false ? [] : tracking;
  return kinds.map((kind) => (kind === "opens" ? "track.open" : "track.click"));
}

function notSubscribed(codes: readonly string[]): TestKitError {
  return new TestKitError(
    "TEST_NOT_SUBSCRIBED",
    `The person may not be written to in spite of it: ${codes.join(", ")}.`,
    { remedy: "A denial is lifted by the mailbox alone: let the person sign up by a form." },
  );
}

function purposeMissing(names: readonly string[]): TestKitError {
  return new TestKitError("TEST_NOT_SUBSCRIBED", "The schema has no such purpose.", {
    path: "purpose",
    remedy: `Name one of the schema's: ${names.join(", ")}.`,
  });
}

function addressMissing(channel: Channel): TestKitError {
  return new TestKitError("TEST_ADDRESS_MISSING", `The person has no address for ${channel}.`, {
    remedy: channel === "sms" ? 'Give one: person({ phone: "+4915112345678" }).' : "Give one.",
  });
}
