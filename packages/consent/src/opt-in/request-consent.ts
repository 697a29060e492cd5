import type { ConsentDraft, Instant, Milliseconds } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { fromHex, toHex } from "../encoding/index.js";
import { formatEventTime } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import type { Cell } from "../state/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";

/**
 * `single`: the form is enough. `confirmed`: it is enough, and a mail says so. `double`: nothing
 * counts until the mailbox has confirmed it.
 */
export type OptInMode = "single" | "confirmed" | "double";

export interface ConsentRequest extends EventMetadata {
  readonly mode: OptInMode;
  /** Each is granted on its own; one mail confirms all of them. */
  readonly cells: readonly Cell[];
  readonly strength?: "express" | "express_written";
  /** How long the link in the mail confirms. Default: 14 days. */
  readonly lifetime?: Milliseconds;
  /** The id of a request that is asked once more. Its link confirms what this one asks as well. */
  readonly renews?: string;
}

/** What the confirmation mail's link must carry: hand it to `links` as `request`. */
export interface PendingConfirmation {
  readonly eventId: string;
  readonly noticeDigest: string;
  /** Known to nobody but the mailbox: do not log it. */
  readonly nonce: string;
  readonly expiresAt: Instant;
}

export interface RequestedConsent {
  readonly drafts: readonly ConsentDraft[];
  /** The mail that is due now. */
  readonly mail: "none" | "welcome" | "confirmation";
  readonly confirmation?: PendingConfirmation;
}

const fortnight: Milliseconds = 14 * 86_400_000;

/**
 * Somebody filled in a form.
 * @throws InputError `INPUT_CONSENT_CELLS` for no cells; `INPUT_CONSENT_NOTICE` for a double opt-in
 * without wording.
 */
export function requestConsent(by: DraftContext, request: ConsentRequest): RequestedConsent {
  const { mode, cells, strength, lifetime = fortnight, notice, renews } = request;
  const common = { ...eventMetadata(by, request), method: request.method ?? "form" };
  const detail = strength === undefined ? {} : { strength };
  if (cells.length === 0) {
    throw new InputError(
      "INPUT_CONSENT_CELLS",
      "A request for consent names nothing to consent to.",
      {
        path: "cells",
      },
    );
  }
  if (mode !== "double") {
    return {
      drafts: cells.map((scope) =>
        createDraft(by, { ...common, id: by.ids.next(), type: "consent.granted", scope, detail }),
      ),
      mail: mode === "confirmed" ? "welcome" : "none",
    };
  }
  if (notice === undefined) {
    throw new InputError(
      "INPUT_CONSENT_NOTICE",
      "A double opt-in does not say which wording was shown.",
      {
        path: "notice",
        remedy: "Pass noticeDigest(notice).",
      },
    );
  }
  const expiresAt = by.now + lifetime;
  const nonce = toHex(by.random.bytes(16));
  const primary = by.ids.next();
  const drafts = cells.map((scope, index) =>
    createDraft(by, {
      ...common,
      id: index === 0 ? primary : by.ids.next(),
      type: "consent.requested",
      scope,
      detail: {
        ...detail,
        expiresAt: formatEventTime(expiresAt),
        attempt: 1,
        ...(index === 0 ? { nonceDigest: nonceDigest(nonce) } : {}),
      },
      ...causedBy(index === 0 ? renews : primary),
    }),
  );
  return {
    drafts,
    mail: "confirmation",
    confirmation: { eventId: primary, noticeDigest: notice, nonce, expiresAt },
  };
}

function causedBy(request: string | undefined): { readonly caused?: readonly string[] } {
  return request === undefined ? {} : { caused: [request] };
}

/** What a request's leaf tells of the nonce in its mail. @throws InputError `INPUT_HEX`. */
export function nonceDigest(nonce: string): string {
  return toHex(sha256(fromHex(nonce, 16)));
}

/** One more mail about a request, recorded so that the limits can count it. */
export function remindOfRequest(
  by: DraftContext,
  reminder: EventMetadata & {
    readonly request: string;
    readonly cell: Cell;
    readonly attempt: number;
  },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, { actor: { kind: "system" }, ...reminder }),
    method: reminder.method ?? "api",
    id: by.ids.next(),
    type: "consent.requested",
    scope: reminder.cell,
    detail: { attempt: reminder.attempt },
    caused: [reminder.request],
  });
}
