import { StoreError } from "../errors/index.js";
import type { Page } from "../ports/store/store.js";
import { all, type Io } from "./io.js";
import type { RawRow } from "./row-request.js";
import type { Table, Value } from "./table.js";

const defaultLimit = 100;

export function pageLimit(page: Page): number {
  return atLeastOne(page.limit ?? defaultLimit, "limit");
}

export function atLeastOne(limit: number, path: string): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new StoreError("STORE_LIMIT_INVALID", "A limit must be a whole number of at least 1.", {
    path,
  });
}

/**
 * The place that a cursor names: the `order` value of the last row seen; `undefined` before the
 * first.
 */
export function cursorPlace(page: Page): number | undefined {
  if (page.after === undefined) return undefined;
  const place = Number(page.after);
  if (/^\d{1,16}$/.test(page.after) && Number.isSafeInteger(place)) return place;
  throw cursorInvalid();
}

export function cursorInvalid(): StoreError {
  return new StoreError("STORE_CURSOR_INVALID", "This cursor was not made by this store.", {
    path: "after",
    remedy: "Pass the last page's next as it is.",
  });
}

/** One page of the rows of a path whose order is one whole number: `seq`, mostly. */
export function* pageOfRows(
  table: Table,
  path: string,
  on: readonly Value[],
  page: Page,
): Io<{ readonly rows: readonly RawRow[]; readonly next: string | null }> {
  const limit = pageLimit(page);
  const place = cursorPlace(page);
  const { found } = yield* all({
    found: {
      op: "range",
      table,
      path,
      on,
      ...(place === undefined ? {} : { after: [place] }),
      limit: limit + 1,
    },
  });
  const rows = found.slice(0, limit);
  const order = table.paths[path]?.order[0] ?? "seq";
  const last = rows.at(-1)?.[order];
  return { rows, next: found.length > limit ? String(last) : null };
}
