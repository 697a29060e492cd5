import type { CampaignAudience } from "../campaigns/definition.js";
import { StoreError } from "../errors/index.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type { Page, Paged, StoreScope } from "../ports/store/store.js";
import { audiencePage } from "./audience-page.js";
import { contactRows } from "./facts.js";
import type { Io } from "./io.js";
import { cursorInvalid, pageLimit } from "./page.js";

/** See `Store.readAudience`. */
export function* readAudience(
  call: StoreScope & {
    readonly audience: Pick<CampaignAudience, "in" | "except">;
    readonly needs: FactsNeeded;
  } & Page,
): Io<Paged<ContactFacts>> {
  const [, part, after = ""] = /^(\d{1,4}):(.*)$/s.exec(call.after ?? "0:") ?? [];
  if (part === undefined) throw cursorInvalid();
  const cursor = { part: Number(part), after: after === "" ? null : after };
  const { contacts, next } = yield* audiencePage(call.audience, cursor, call.now, pageLimit(call));
  const how = { lock: false, runs: false };
  const rows = yield* contactRows(call, contacts, call.needs, how);
  const items = [...rows.values()].flatMap(({ facts }) =>
    facts instanceof StoreError ? [] : [facts],
  );
  return { items, next: next === null ? null : `${next.part}:${next.after ?? ""}` };
}
