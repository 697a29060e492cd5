import type { ConsentDraft } from "@wellsent/core";
import { type Cell, cellState, type Projection, requestKey, sameCell } from "../state/index.js";
import { openRequests } from "./confirm-consent.js";
import type { DraftContext, EventMetadata } from "./draft-context.js";
import { type RequestedConsent, remindOfRequest, requestConsent } from "./request-consent.js";

/** A second question about a request that nobody has answered. */
export interface RenewedRequest extends RequestedConsent {
  /** What it still asks for. */
  readonly cells: readonly Cell[];
  /** Which mail about the request this is, from 2. */
  readonly attempt: number;
  /**
   * Counts the reminder. Record it first, and the rest only if it was taken: of several calls at
   * once one is.
   */
  readonly reminder: ConsentDraft;
}

/**
 * Asks again what the person asked for and has not confirmed: the ledger keeps only a digest of
 * what the first link says, so this one has a link of its own. Both links confirm, until the day on
 * which the first one ends. `undefined`: none of these cells waits for an answer to a request of
 * the person's own.
 */
export function renewRequest(
  by: DraftContext,
  projection: Projection,
  {
    cells: wanted,
    ...metadata
  }: Omit<EventMetadata, "actor" | "notice"> & {
    readonly cells: readonly Cell[];
  },
): RenewedRequest | undefined {
  const [request] = Object.values(projection.requests)
    .flatMap(({ asked }) => (asked?.by === "subject" && asked.primary === undefined ? [asked] : []))
    .map((asked) => ({ asked, open: openRequests(by, projection, asked.id) }))
    .map(({ asked, open }) => ({
      asked,
      // By the link of a reminder, a cell may be granted while its first request is open still.
      cells: wanted
        .filter((cell) => open.some((other) => sameCell(cell, other.cell)))
        .filter((cell) => cellState(projection, cell, by.now).status !== "granted"),
    }))
    .filter(({ cells }) => cells.length > 0)
    .sort((a, b) => b.asked.at - a.asked.at || (a.asked.id < b.asked.id ? 1 : -1));
  const [cell] = request?.cells ?? [];
  if (request?.asked.notice === undefined || cell === undefined) return undefined;
  const { asked, cells } = request;
  const { attempt: before = 1 } = projection.requests[requestKey(asked.id)]?.reminded ?? {};
  const attempt = before + 1;
  const actor = { kind: "system" } as const;
  const common = { method: "api" as const, ...metadata, actor };
  // The same id for the same attempt: the ledger takes one of several.
  const counting = { ...by, ids: { next: () => `${asked.id}_r${attempt}` } };
  return {
    ...requestConsent(by, {
      ...common,
      ...{ mode: "double", cells, renews: asked.id, notice: request.asked.notice },
      ...(asked.until === undefined ? {} : { lifetime: asked.until - by.now }),
      ...(asked.strength === undefined || asked.strength === "implied"
        ? {}
        : { strength: asked.strength }),
    }),
    cells,
    attempt,
    reminder: remindOfRequest(counting, { ...common, request: asked.id, cell, attempt }),
  };
}
