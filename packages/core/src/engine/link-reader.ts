import { WellsentError } from "../errors/index.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ContactPointConsent } from "../ports/consent-gate.js";
import type {
  PublicRequest,
  RespondContext,
  ShownCell,
  TokenSubject,
} from "../ports/consent-pages.js";
import type { ContactPointRecord, ContactRecord } from "../ports/store/contact-record.js";
import { confirmationTemplateOf } from "./ask-to-confirm.js";
import type { DirectParts } from "./direct-send.js";
import type { FollowParts } from "./follow-link.js";
import type { Telemetry } from "./telemetry.js";

interface ReaderParts extends FollowParts, DirectParts {
  readonly telemetry: Telemetry;
}

/**
 * What a page is told about the person who was written to: every other point of theirs, since a
 * wish is about them and not about the one mailbox that the mail went to; what is permitted at each
 * now; and which of them can be asked.
 */
export const knownOf = async (
  parts: ReaderParts,
  subject: TokenSubject,
  { method, at: now }: PublicRequest,
  facts: ContactPointConsent | null,
  options: CallOptions,
): Promise<RespondContext> => {
  const { store } = parts;
  const { kind, tenant } = subject;
  if (kind !== "unsubscribe" && kind !== "preferences") return {};
  if (method !== "GET" && method !== "POST") return {};
  const { people, channel } = await writtenTo(parts, subject, options);
  const owned = new Map(
    people.flatMap((contact) => contact.points.map((point) => [point.id, { contact, point }])),
  );
  const consentAt = async (wanted: (at: ContactPointRecord) => boolean) => {
    const read = [...owned.values()]
      .filter(({ point }) => point.id !== facts?.contactPoint && wanted(point))
      .map(({ point: { id } }) => store.readConsent({ tenant, contactPoint: id }, options));
    return (await Promise.all(read)).filter((consent) => consent !== null);
  };
  const others = await consentAt((at) => at.channel === channel);
  const otherChannels = await consentAt((at) => at.channel !== channel);
  const permits = (consent: ContactPointConsent, cell: ShownCell): boolean | undefined => {
    const owner = owned.get(consent.contactPoint);
    if (owner === undefined || owner.point.channel !== cell.channel) return undefined;
    const { topic = null, activity, ...rest } = cell;
    const processor = parts.processorOf(cell.channel);
    const question = questionFor({ tenant, ...owner, ...rest, topic, processor }, activity, now);
    const { allowed, reasons } = parts.gate.decide(question, consent);
    return allowed || reasons.every(({ effect }) => effect !== "deny");
  };
  return {
    ...(others.length === 0 ? {} : { others }),
    ...(otherChannels.length === 0 ? {} : { otherChannels }),
    channel,
    permits,
    askable: askableOf(parts, subject, [...owned.values()]),
  };
};

const askableOf = (
  { senderOf, telemetry }: ReaderParts,
  { tenant }: TokenSubject,
  owned: readonly { readonly point: ContactPointRecord }[],
): readonly ContactPointRecord["id"][] => {
  try {
    const sender = senderOf(tenant);
    return owned
      .filter(({ point }) => confirmationTemplateOf(sender, point.channel) !== undefined)
      .map(({ point }) => point.id);
  } catch (error) {
    if (!WellsentError.isInstance(error)) throw error;
    telemetry.log("error", "A tenant's sender cannot be read.", { tenant, code: error.code });
    return [];
  }
};

/**
 * What cannot be read is as good as gone here, and the operator hears of it: a wish is heard as far
 * as it can be, at the link's own address above all.
 */
const readable = async <T>(
  { telemetry }: ReaderParts,
  { tenant }: TokenSubject,
  reading: Promise<T | null>,
): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    if (!WellsentError.isInstance(error) || error.code !== "STORE_CORRUPT") throw error;
    telemetry.log("error", "A link's mail or its person cannot be read.", {
      ...{ tenant, code: error.code },
    });
    return null;
  }
};

/**
 * The person of the link's mail. Where that mail is no longer kept, whoever has its address now, or
 * else those who had it: somebody who has taken it over did not ask for those before them.
 */
const writtenTo = async (
  parts: ReaderParts,
  subject: TokenSubject,
  options: CallOptions,
): Promise<{
  readonly people: readonly ContactRecord[];
  readonly channel: ContactPointRecord["channel"];
}> => {
  const { store } = parts;
  const { tenant, fingerprint, message: key } = subject;
  const message = await readable(parts, subject, store.readMessage({ tenant, key }, options));
  if (message !== null) {
    const { contact: id, channel } = message;
    const reading = store.readContact({ tenant, lookup: { id } }, options);
    const person = await readable(parts, subject, reading);
    return { people: person === null ? [] : [person], channel };
  }
  const reading = store.readOwners({ tenant, fingerprint }, options);
  const owners = (await readable(parts, subject, reading)) ?? [];
  const hasIt = ({ fingerprints }: ContactPointRecord) => fingerprints.includes(fingerprint);
  const present = owners.filter(({ points }) => points.some(hasIt));
  const channel = present.flatMap(({ points }) => points).find(hasIt)?.channel ?? "email";
  return { people: present.length > 0 ? present : owners, channel };
};
