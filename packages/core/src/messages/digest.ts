import { DefinitionError, WellsentError } from "../errors/index.js";
import { type ContactId, type SendKey, sendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";
import type { MessageClass } from "../ports/consent-gate.js";
import type { ContactFacts, MessageFact } from "../ports/store/facts.js";
import {
  checkRecurrence,
  nextOccurrence,
  type Occurrence,
  type Recurrence,
} from "../timing/recurrence/index.js";
import { campaignSendKey } from "./send-key.js";

/**
 * One message for the many that a cap had no room for: what loses with `onCap: { digest: id }` is
 * kept until the next occurrence and then shown in this message, which counts as one for caps.
 */
export interface Digest {
  /** At most 17 lower-case letters, digits and hyphens. It is part of the message's key. */
  readonly id: string;
  /**
   * When it goes out, at most once a day; `zone: "contact"` is each contact's own. No holidays: the
   * policy's own hold it back as any message.
   */
  readonly recurrence: Recurrence;
  /**
   * Its own template, with purpose and topic of its own: what a contact leaves by its unsubscribe
   * link. It gets a list `items`: the data of each merged message, with `template`.
   */
  readonly template: string;
  /** With fewer permitted items nothing is sent (`DIGEST_EMPTY`). Default 1. */
  readonly min?: number;
  /** From 1 to 100; what comes after these is dropped (`DIGEST_FULL`). Default 20. */
  readonly maxItems?: number;
}

/** A message that was merged, as its digest keeps it. */
export interface DigestItem {
  readonly key: SendKey;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly messageClass: MessageClass;
  readonly data: JsonObject;
}

const mostItems = 100;
const usualItems = 20;

/**
 * Whether a digest can be sent.
 * @throws DefinitionError `DEFINITION_DIGEST`
 */
export function checkDigest({ id, recurrence, template, ...rest }: Digest, path: string): void {
  const { min = 1, maxItems = usualItems } = rest;
  if (typeof id !== "string" || !/^[a-z0-9](?:[a-z0-9-]{0,15}[a-z0-9])?$/.test(id))
    throw fault(
      "A digest's id is short and plain.",
      `${path}.id`,
      "Give at most 17 lower-case letters, digits and hyphens, such as weekly.",
    );
  if (typeof template !== "string" || template === "")
    throw fault(
      "A digest needs a template.",
      `${path}.template`,
      "Name the template that shows the digest's items.",
    );
  if (!Number.isSafeInteger(maxItems) || maxItems < 1 || maxItems > mostItems)
    throw fault(
      "A digest holds 1 to 100 items.",
      `${path}.maxItems`,
      "Give a whole number from 1 to 100, or leave it out for 20.",
    );
  if (!Number.isSafeInteger(min) || min < 1 || min > maxItems)
    throw fault(
      "A digest needs at least one item, and no more than it holds.",
      `${path}.min`,
      "Give a whole number from 1 to maxItems, or leave it out for 1.",
    );
  if (soundRecurrence(recurrence, `${path}.recurrence`).holiday !== undefined)
    throw fault(
      "A digest's recurrence names no holidays.",
      `${path}.recurrence.holiday`,
      "Name them in the policy's `holidays`: they hold back every unasked message.",
    );
}

function soundRecurrence(recurrence: Recurrence, path: string): Recurrence {
  try {
    return checkRecurrence(recurrence);
  } catch (error) {
    if (!WellsentError.isInstance(error)) throw error;
    const { remedy, path: member } = error;
    throw fault(
      error.message,
      member === undefined ? path : `${path}.${member}`,
      remedy ?? "Correct the recurrence at the path.",
    );
  }
}

function fault(message: string, path: string, remedy: string): DefinitionError {
  return new DefinitionError("DEFINITION_DIGEST", message, { path, remedy });
}

export function digestRoom({ maxItems = usualItems }: Digest): number {
  return maxItems;
}

/** The queue of a digest's messages: what its gate is called by. */
export function digestQueue(id: string): string {
  return `d-${id}`;
}

/** One for each contact and window, so that no window has two. */
function digestSendKey(id: string, planned: string, contact: ContactId): SendKey {
  return campaignSendKey(`${digestQueue(id)}-${planned}`, contact);
}

/** When the next digest of a contact goes out, by the key it will have. */
export interface DigestWindow {
  readonly key: SendKey;
  readonly at: Instant;
}

/** As many windows are passed over, at most, because their message is under way already. */
const mostTaken = 5;

/**
 * The first window that is still to come and whose message nobody has touched: what comes after
 * that has begun belongs to the next one, by whatever clock. `null`: there is none.
 */
export function digestWindow(
  digest: Digest,
  { contact, messages }: Pick<ContactFacts, "contact" | "messages">,
  now: Instant,
  zone: string,
): DigestWindow | null {
  const rule = { zone: contact.timeZone?.name ?? zone };
  let next: Occurrence | null = nextOccurrence(digest.recurrence, now, rule);
  for (let tried = 0; next !== null && tried <= mostTaken; tried += 1) {
    const key = digestSendKey(digest.id, next.planned, contact.id);
    const taken = messages.find((message) => message.key === key);
    if (taken === undefined || isOpen(taken)) return { key, at: next.at };
    next = nextOccurrence(digest.recurrence, next.at, rule);
  }
  return null;
}

function isOpen({ status, lost }: MessageFact): boolean {
  return status === "queued" && lost === 0;
}

/** What a digest's record keeps beside what its template sees. */
export interface DigestContent {
  readonly min: number;
  readonly items: readonly DigestItem[];
}

/** The data of a digest's message. Its items stay as they are; what is shown is chosen anew. */
export function digestData(content: DigestContent): JsonObject {
  const items = content.items.map((item) => ({ ...item }));
  return { digest: { min: content.min, items } };
}

/** `null`: these are no data of a digest. */
export function digestContent({ digest }: JsonObject): DigestContent | null {
  if (!isObject(digest)) return null;
  const { min, items: given } = digest;
  if (typeof min !== "number" || !Array.isArray(given)) return null;
  const items: readonly JsonValue[] = given;
  const read = items.flatMap((item) => readItem(item) ?? []);
  return read.length === items.length ? { min, items: read } : null;
}

function readItem(item: JsonValue): DigestItem | null {
  if (!isObject(item)) return null;
  const { key, template, purpose, topic, messageClass, data } = item;
  const isWhole =
    [key, template, purpose].every((text) => typeof text === "string") &&
    (topic === null || typeof topic === "string") &&
    (messageClass === "marketing" || messageClass === "service") &&
    isObject(data);
  if (!isWhole) return null;
  return {
    ...{ key: sendKey(String(key)), template: String(template), purpose: String(purpose) },
    ...{ topic: topic === null ? null : String(topic), messageClass, data },
  };
}

/** What a digest's template sees of its items. */
export function shownItems(items: readonly DigestItem[]): JsonObject {
  return { items: items.map(({ template, data }) => ({ ...data, template })) };
}
