import type { IdSource, Instant } from "@wellsent/core";
import type { TokenSubject } from "@wellsent/core/ports";
import { hashParts } from "../hash/index.js";

const day = 86_400_000;

const prefix = "pub_";

/** Whether an event was made by a page, and not by a form of the host's own. */
export function isFromPage(id: string): boolean {
  return id.startsWith(prefix);
}

export interface RequestIdentity {
  /** Names the wish: the same for every request that means it. */
  readonly key: string;
  /** Ids of the events it makes, in order. */
  readonly ids: IdSource;
}

/**
 * What somebody wants through a link. The link can be posted any number of times, by machines as
 * well; so ids are made of the link, the day and what is wanted, and the same wish is one event.
 *
 * @param act what is wanted, for whom, and how much of it.
 * @param since events that the wish would undo or follow. Another one among them makes a new wish:
 * who comes back and leaves again on one day has left twice.
 */
export function identifyRequest(
  { tenant, fingerprint, message, purpose, topic, issuedAt, request }: TokenSubject,
  at: Instant,
  act: readonly string[],
  since: readonly string[],
): RequestIdentity {
  // Pages that share one token share the wish: the kind of the link is no part of it.
  const link = [tenant, fingerprint, message, purpose, topic, issuedAt, request?.eventId];
  const key = hashParts([link, Math.floor(at / day), act, since.toSorted()]);
  let count = 0;
  return { key, ids: { next: () => `${prefix}${hashParts([key, count++])}` } };
}
