import type { PublicResponse, TokenSubject } from "@wellsent/core";
import { requestConsent } from "../opt-in/index.js";
import { addressProjection, type Cell, requestKey, saidAbout, scopeKey } from "../state/index.js";
import { type PageContext, producing } from "./page-context.js";
import { wishOf } from "./wish.js";

/**
 * A yes from a page, as a question to the mailbox. Asked again while that question is open, it is
 * the same question: its mail goes out once, and can be made again where it never did.
 *
 * @param notice digest of the wording it was shown under. Default: the preference centre's.
 */
export const requestFromPage = (
  context: PageContext,
  subject: TokenSubject,
  cells: readonly Cell[],
  notice: string = context.notice,
): Pick<PublicResponse, "drafts" | "confirmation"> => {
  const { facts, request } = context;
  const known = facts === null ? undefined : addressProjection(facts);
  if (facts === null || known === undefined || cells.length === 0) return { drafts: [] };
  const { contactPoint, suppressions } = facts;
  const act = ["ask", contactPoint, ...cells.map(scopeKey)];
  const since = [
    ...cells.flatMap((cell) => saidAbout(known, cell)),
    ...suppressions.map(({ reason, addedAt }) => `${reason}|${addedAt}`),
  ];
  const by = producing(context, wishOf(subject, request.at, act, since));
  const common = { contactPoint, mode: "double", method: "preference_centre", notice } as const;
  const { drafts, confirmation } = requestConsent(by, { ...common, cells });
  if (confirmation === undefined) return { drafts };
  const until = known.requests[requestKey(confirmation.eventId)]?.asked?.until;
  return {
    drafts,
    confirmation: until === undefined ? confirmation : { ...confirmation, expiresAt: until },
  };
};
