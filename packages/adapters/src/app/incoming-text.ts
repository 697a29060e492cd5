import type { EventPayload, KeywordReading } from "@wellsent/consent";
import type { ContactId, Instant } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { Sent } from "./sending.js";

/** A text message that somebody sent to the tenant, as its provider posts it. */
export interface IncomingText {
  /** The provider's id of the text. A text that is posted twice is recorded and answered once. */
  readonly id: string;
  /**
   * The number that it came from: E.164, with or without spaces. A short code is taken too, and met
   * with silence.
   */
  readonly from: string;
  readonly body: string;
  /** When it was sent. Default: now. */
  readonly at?: Instant;
  /** Kept beside the ledger with the id and the body, and destroyed on erasure. */
  readonly evidence?: EventPayload;
}

/** What came of a text. */
export interface IncomingTextResult {
  /** `none`: no keyword. `possible_opt_out`: somebody has to read it, nothing is sent meanwhile. */
  readonly takenAs: KeywordReading["keyword"];
  /** Whose number it is; `null`: nobody's. HELP that is answered makes a contact of the number. */
  readonly contact: ContactId | null;
  /**
   * Whether this call recorded something. `false` for a text that was recorded before, for a START
   * that has nothing to reopen, and for HELP.
   */
  readonly recorded: boolean;
  /** What the ledger refused. */
  readonly refused: readonly { readonly code: string }[];
  /** The confirmation of a STOP, or the answer to HELP; `null`: it is answered with silence. */
  readonly answer: Sent | null;
}

/** With what only a typed face can name. */
export type AnsweringText = IncomingText & { readonly answered?: string };

/**
 * Webhooks post what they like.
 * @throws InputError `INPUT_TEXT`
 */
export function checkText(text: IncomingText): void {
  for (const path of ["id", "from", "body"] as const) {
    const value: unknown = text[path];
    if (typeof value === "string" && value.isWellFormed() && (path === "body" || value !== ""))
      continue;
    throw new InputError("INPUT_TEXT", "An incoming text lacks its id, its number or its body.", {
      path,
      remedy: "Pass the provider's id, the number in E.164, and the body, which may be empty.",
    });
  }
}
