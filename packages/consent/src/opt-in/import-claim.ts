import type { ConsentChannel, ConsentDraft, ContactPointId, Instant, Random } from "@wellsent/core";
import { toHex, utf8 } from "../encoding/index.js";
import {
  type ConsentMethod,
  draftEvent,
  type EventInput,
  type EventPayload,
  type SuppressionReason,
} from "../events/index.js";
import { sha256 } from "../hash/index.js";
import { type Cell, scopeKey } from "../state/index.js";
import { importActor } from "./undo-claims.js";

/** What a row of somebody else's file says about one address. */
export interface ImportClaim {
  /** The same for the same row of the same import: appending it twice is appending it once. */
  readonly id: string;
  readonly contactPoint: ContactPointId;
  readonly at: Instant;
  readonly status: "subscribed" | "unsubscribed" | "bounced" | "complained" | "suppressed";
  /**
   * What a subscription is claimed for, or a withdrawal taken to cover. None: a withdrawal covers
   * everything.
   */
  readonly cells: readonly Cell[];
  /** Narrows a withdrawal without cells to one channel. */
  readonly channel?: ConsentChannel;
  /**
   * How the person is said to have agreed, and the record of it: together they are evidence. A
   * record that holds nothing is none. Where a law asks for confirmation by the mailbox, the method
   * must tell of one (`double_opt_in_post`) or be `paper`.
   */
  readonly method?: ConsentMethod;
  readonly evidence?: EventPayload;
  readonly notice?: string;
  /** The import, so that its undo finds the claim. */
  readonly importId?: string;
}

/**
 * Claims fill what is unknown and nothing else, whatever the file says; denials count in full. Ids
 * are made of the row's, so no source of ids is needed.
 */
export function recordImportClaim(random: Random, claim: ImportClaim): readonly ConsentDraft[] {
  const { contactPoint, at: effectiveAt, status, cells, channel, method, evidence, notice } = claim;
  const { importId } = claim;
  const common = { contactPoint, effectiveAt, actor: { kind: "import" } as const };
  const id = (part: string): string =>
    `imp_${toHex(sha256(utf8(JSON.stringify([claim.id, contactPoint, status, part])))).slice(0, 40)}`;
  const draft = (input: EventInput): ConsentDraft => draftEvent(input, random);
  switch (status) {
    case "subscribed":
      return cells.map((scope) =>
        draft({
          ...common,
          ...(importId === undefined ? {} : { actor: importActor(importId) }),
          id: id(scopeKey(scope)),
          type: "consent.granted",
          scope,
          method: method ?? "api",
          ...(notice === undefined ? {} : { notice }),
          ...(evidence === undefined ? {} : { payload: evidence }),
        }),
      );
    case "unsubscribed":
      return (cells.length === 0 ? [channel === undefined ? {} : { channel }] : cells).map(
        (scope) =>
          draft({
            ...common,
            id: id(scopeKey(scope)),
            type: "consent.withdrawn",
            scope,
            method: "api",
          }),
      );
    case "bounced":
      return [
        draft({
          ...common,
          id: id(""),
          type: "suppression.added",
          detail: { reason: "hard_bounce" },
        }),
      ];
    case "complained":
      return [
        draft({
          ...common,
          id: id(""),
          type: "suppression.added",
          detail: { reason: "complaint" },
        }),
      ];
    case "suppressed":
      return [
        draft({ ...common, id: id(""), type: "suppression.added", detail: { reason: "manual" } }),
      ];
  }
}

const statuses: Readonly<Record<string, ImportClaim["status"]>> = {
  STATUS_SUBSCRIBED: "subscribed",
  STATUS_UNSUBSCRIBED: "unsubscribed",
  STATUS_BOUNCED: "bounced",
  STATUS_COMPLAINED: "complained",
  STATUS_SUPPRESSED: "suppressed",
  // Nobody said no: whoever says yes from their own mailbox is welcome.
  STATUS_UNCONFIRMED: "unsubscribed",
  STATUS_UNCLEAR: "unsubscribed",
};

/**
 * What a file denies for an address or number that nobody has: one suppression a fingerprint. The
 * mailbox's own confirmation lifts what the file's status would let it lift anywhere else.
 */
function denyAddress(
  random: Random,
  { id, code, at, fingerprints }: Extract<ImportIntent, { readonly contactPoint?: never }>,
): readonly ConsentDraft[] {
  return fingerprints.map((fingerprint) => {
    const reason = reasons[statuses[code] ?? "suppressed"];
    const name = toHex(sha256(utf8(JSON.stringify([id, fingerprint, reason]))));
    const event: EventInput = {
      id: `imp_${name.slice(0, 40)}`,
      type: "suppression.added",
      effectiveAt: at,
      actor: { kind: "import" },
      detail: { reason, fingerprint },
    };
    return draftEvent(event, random);
  });
}

const reasons: Readonly<Record<ImportClaim["status"], SuppressionReason>> = {
  subscribed: "manual",
  unsubscribed: "unsubscribed",
  bounced: "hard_bounce",
  complained: "complaint",
  suppressed: "manual",
};

type ImportIntent = {
  readonly id: string;
  readonly kind: "restrict" | "claim";
  readonly code: string;
  readonly at: Instant;
  readonly importId?: string;
} & (
  | { readonly contactPoint: ContactPointId; readonly channel: ConsentChannel }
  | { readonly contactPoint?: never; readonly fingerprints: readonly string[] }
);

/**
 * How `commitImport` meets the ledger: pass it as `consent.drafts`. `cells` is what a subscription
 * in this file means; a withdrawal covers everything, since nobody knows what the person meant by
 * it, but for one of text messages, which says so.
 */
export function importDrafts(random: Random, cells: readonly Cell[]) {
  return (intent: ImportIntent): readonly ConsentDraft[] => {
    if (intent.contactPoint === undefined) return denyAddress(random, intent);
    const status = intent.kind === "claim" ? "subscribed" : (statuses[intent.code] ?? "suppressed");
    const { id, contactPoint, channel, at, importId } = intent;
    return recordImportClaim(random, {
      id,
      contactPoint,
      at,
      status: intent.kind === "restrict" && status === "subscribed" ? "suppressed" : status,
      cells: intent.kind === "claim" ? cells : [],
      // Who wants no texts has said nothing of mail.
      ...(channel === "sms" ? { channel } : {}),
      ...(importId === undefined ? {} : { importId }),
    });
  };
}
