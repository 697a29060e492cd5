import type {
  ConsentChannel,
  ConsentDraft,
  ContactPointConsent,
  PublicResponse,
} from "@wellsent/core";
import { addressChannel } from "@wellsent/core/addresses";
import type { DueConfirmation, RefusedRequest, TokenSubject } from "@wellsent/core/ports";
import { requestConsent } from "../opt-in/index.js";
import { addressProjection, type Cell, eventsAbout, requestKey, scopeKey } from "../state/index.js";
import { cellName, joinNames } from "./choice-labels.js";
import { type Html, html } from "./html.js";
import { nonceAsked, type PageContext, page, producing } from "./page-context.js";
import { identifyRequest } from "./request-identity.js";

/** What one point is asked about by one message, which names all of it. */
export interface AskedCells {
  readonly channel: ConsentChannel;
  readonly drafts: readonly ConsentDraft[];
  /** As the page names each draft's cell. */
  readonly names: readonly string[];
  readonly confirmation?: DueConfirmation;
}

/**
 * A yes from a page, as a question to the point that it is for: its mailbox or its handset. Asked
 * again while that question is open, it is the same question: its message goes out once, and can be
 * made again where it never did.
 *
 * @param cells of the point's channel, at least one; what is sent before what is watched.
 * @param notice digest of the wording it was shown under. Default: the preference centre's.
 */
export function askAt(
  context: PageContext,
  subject: TokenSubject,
  point: ContactPointConsent,
  cells: readonly Cell[],
  notice: string = context.notice,
): AskedCells {
  const { request } = context;
  const known = addressProjection(point);
  const [first] = cells;
  const names = cells.map((cell) => cellName(context, cell));
  const channel = first?.channel ?? "email";
  if (known === undefined || first === undefined) return { channel, drafts: [], names };
  const { contactPoint, suppressions } = point;
  const act = ["ask", contactPoint, ...cells.map(scopeKey)];
  const since = [
    ...cells.flatMap((cell) => eventsAbout(known, cell)),
    ...suppressions.map(({ reason, addedAt }) => `${reason}|${addedAt}`),
  ];
  const wish = identifyRequest(subject, request.at, act, since);
  const by = producing(context, wish);
  const common = { contactPoint, mode: "double", method: "preference_centre", notice } as const;
  const { drafts, confirmation } = requestConsent(by, { ...common, cells });
  if (confirmation === undefined) return { channel, drafts, names };
  // A question that is open stands as it was asked: in whichever language, under whichever key.
  const open = known.requests[requestKey(confirmation.eventId)]?.asked;
  return {
    channel,
    drafts,
    names,
    confirmation: {
      ...confirmation,
      ...(open?.until === undefined ? {} : { expiresAt: open.until }),
      ...(open?.notice === undefined ? {} : { noticeDigest: open.notice }),
      ...(open === undefined
        ? {}
        : { nonce: nonceAsked(context, wish, open) ?? confirmation.nonce }),
      contactPoint,
      channel: addressChannel(channel),
      purpose: first.purpose,
      ...(first.topic === undefined ? {} : { topic: first.topic }),
      names,
    },
  };
}

/** A page that only asks: it promises a message, or says why there is none. */
export function askedPage(context: PageContext, asked: AskedCells): PublicResponse {
  const { texts } = context;
  const conclude = (refused: readonly RefusedRequest[]) => {
    const lines = refusalLines(context, [asked], refused);
    return lines.length === 0
      ? page(context, texts.undoTitle, html`<p role="status">${texts.undoSent}</p>`)
      : page(context, texts.notSavedTitle, html`<div role="status">${lines}</div>`);
  };
  return {
    ...conclude([]),
    drafts: asked.drafts,
    ...(asked.confirmation === undefined ? {} : { confirmations: [asked.confirmation] }),
    conclude: (refused) => {
      const { status, headers, body } = conclude(refused);
      return { status, headers, body };
    },
  };
}

const later: ReadonlySet<string> = new Set([
  "REQUEST_LIMIT",
  "CONFIRMATION_RATE_LIMITED",
  "ASKED_AGAIN_TOO_EARLY",
]);

/** What could not be asked, each with why, in words that tell nothing about anybody else. */
export function refusalLines(
  context: PageContext,
  asked: readonly AskedCells[],
  refused: readonly RefusedRequest[],
): readonly Html[] {
  const { texts } = context;
  const findCode = (id: string | undefined): string | undefined =>
    refused.find((each) => each.id === id)?.code;
  return asked.flatMap(({ drafts, names, confirmation }): readonly Html[] => {
    const all = confirmation === undefined ? "NOBODY_ASKED" : findCode(confirmation.eventId);
    const codes = names.map((_, index) => all ?? findCode(drafts[index]?.id));
    return [...new Set(codes)].flatMap((code) => {
      if (code === undefined) return [];
      const about = joinNames(
        context,
        names.filter((_, index) => codes[index] === code),
      );
      const why = later.has(code) ? texts.notAskedYet(about) : texts.notAsked(about);
      return [html`<p>${why}</p>`];
    });
  });
}
