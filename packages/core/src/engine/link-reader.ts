import { addressChannel } from "../addresses/index.js";
import type { Instant, Milliseconds } from "../instant.js";
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
import { askedAmong, findConfirmationTemplate } from "./ask-to-confirm.js";
import type { DirectSendDependencies } from "./direct-send.js";
import type { FollowDependencies } from "./follow-link.js";
import { knownSender, readable } from "./reader-reads.js";

interface LinkReaderDependencies extends FollowDependencies, DirectSendDependencies {}

/**
 * What a page needs to know about the recipient: all other contact points of the person, because a
 * withdrawal concerns the person and not only the mailbox of this mail; what is permitted at each;
 * and which of them can be asked to confirm.
 */
export async function readKnownPoints(
  deps: LinkReaderDependencies,
  subject: TokenSubject,
  { method, at: now }: PublicRequest,
  facts: ContactPointConsent | null,
  options: CallOptions,
): Promise<RespondContext> {
  const { store } = deps;
  const { kind, tenant } = subject;
  if (kind !== "unsubscribe" && kind !== "preferences") return {};
  if (method !== "GET" && method !== "POST") return {};
  const { people, channel } = await writtenTo(deps, subject, options);
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
    if (owner === undefined || owner.point.channel !== addressChannel(cell.channel))
      return undefined;
    const { topic = null, activity, ...rest } = cell;
    const processor = cell.channel === "call" ? null : deps.processorFor(cell.channel);
    const question = questionFor({ tenant, ...owner, ...rest, topic, processor }, activity, now);
    const { allowed, reasons } = deps.gate.decide(question, consent);
    return allowed || reasons.every(({ effect }) => effect !== "deny");
  };
  return {
    ...(others.length === 0 ? {} : { others }),
    ...(otherChannels.length === 0 ? {} : { otherChannels }),
    channel,
    permits,
    ...(kind === "preferences"
      ? { asked: await findAsked(deps, subject, people, now, options) }
      : {}),
    askable: findAskable(deps, subject, [...owned.values()]),
  };
}

/** Longer than a page's request waits for its answer. */
const askedWithin: Milliseconds = 15 * 86_400_000;

async function findAsked(
  deps: LinkReaderDependencies,
  subject: TokenSubject,
  people: readonly ContactRecord[],
  now: Instant,
  options: CallOptions,
): Promise<(request: string) => boolean> {
  const { tenant } = subject;
  const needs = {
    ...{ events: {}, messages: askedWithin, consent: false },
    ...{ memberships: false, enrolled: false },
  };
  const read = people.map(({ id: contact }) =>
    readable(deps, subject, deps.store.readFacts({ tenant, now, contact, needs }, options)),
  );
  return askedAmong((await Promise.all(read)).flatMap((facts) => facts?.messages ?? []));
}

function findAskable(
  deps: LinkReaderDependencies,
  { tenant }: TokenSubject,
  owned: readonly { readonly point: ContactPointRecord }[],
): readonly ContactPointRecord["id"][] {
  const sender = knownSender(deps, tenant);
  if (sender === null) return [];
  return owned
    .filter(({ point }) => findConfirmationTemplate(sender, point.channel) !== undefined)
    .map(({ point }) => point.id);
}

/**
 * The person of the link's mail. If that mail is no longer stored: the current owner of its
 * address, or else the former ones. A new owner of an address did not act for the former ones.
 */
async function writtenTo(
  deps: LinkReaderDependencies,
  subject: TokenSubject,
  options: CallOptions,
): Promise<{
  readonly people: readonly ContactRecord[];
  readonly channel: ContactPointRecord["channel"];
}> {
  const { store } = deps;
  const { tenant, fingerprint, message: key } = subject;
  const message = await readable(deps, subject, store.readMessage({ tenant, key }, options));
  if (message !== null) {
    const { contact: id, channel } = message;
    const reading = store.readContact({ tenant, lookup: { id } }, options);
    const person = await readable(deps, subject, reading);
    return { people: person === null ? [] : [person], channel };
  }
  const reading = store.readOwners({ tenant, fingerprint }, options);
  const owners = (await readable(deps, subject, reading)) ?? [];
  const hasIt = ({ fingerprints }: ContactPointRecord) => fingerprints.includes(fingerprint);
  const present = owners.filter(({ points }) => points.some(hasIt));
  const channel = present.flatMap(({ points }) => points).find(hasIt)?.channel ?? "email";
  return { people: present.length > 0 ? present : owners, channel };
}
