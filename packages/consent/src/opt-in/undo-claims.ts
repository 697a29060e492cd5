import type { ConsentDraft } from "@wellsent/core";
import { toHex, utf8 } from "../encoding/index.js";
import type { Actor, ConsentEvent } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import { scopeKey } from "../state/index.js";
import { createDraft, type DraftContext } from "./draft-context.js";

/** Who claims: an import, under a reference made of its id, which may be any text. */
export function importActor(importId: string): Actor {
  return { kind: "import", ref: `import-${shortHash(importId)}` };
}

/** Whether an event is a claim that this import made. */
export function isClaimOf(importId: string, event: ConsentEvent): boolean {
  return (
    event.type === "consent.granted" &&
    event.actor.kind === "import" &&
    event.actor.ref === importActor(importId).ref
  );
}

/**
 * Ends an import's claims at one contact point, as given in error. `history`: all that the ledger
 * has of the point. What somebody other than an import granted in the same cell stays, and so does
 * every denial. Only the person's own yes counts in such a cell from then on. The ids follow from
 * the claims: appending twice is appending once.
 */
export function undoClaims(
  by: Pick<DraftContext, "random" | "now">,
  importId: string,
  history: readonly ConsentEvent[],
): readonly ConsentDraft[] {
  const own = new Set(
    history.flatMap((event) =>
      grants.has(event.type) && event.actor.kind !== "import" ? [scopeKey(event.scope ?? {})] : [],
    ),
  );
  const ended = new Set(history.map(({ id }) => id));
  return history.flatMap((event) => {
    const { contactPoint, scope = {} } = event;
    const id = `undo_${shortHash(event.id)}`;
    if (!isClaimOf(importId, event) || contactPoint === undefined || ended.has(id)) return [];
    if (own.has(scopeKey(scope))) return [];
    const context = { ...by, ids: { next: () => id } };
    return [
      createDraft(context, {
        ...{ id, contactPoint, effectiveAt: by.now, actor: { kind: "operator" } },
        type: "consent.invalidated",
        scope: { ...scope, exact: true },
        detail: { ground: "error" },
      }),
    ];
  });
}

const grants: ReadonlySet<string> = new Set([
  "consent.granted",
  "consent.confirmed",
  "consent.reaffirmed",
]);

function shortHash(text: string): string {
  return toHex(sha256(utf8(text))).slice(0, 40);
}
