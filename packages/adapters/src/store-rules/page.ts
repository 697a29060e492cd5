import type { Page } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";

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

/** The position that a cursor of {@link cursorAt} names; `-1` before the first. */
export function cursorPosition(page: Page): number {
  if (page.after === undefined) return -1;
  const position = Number(page.after);
  if (page.after !== "" && Number.isSafeInteger(position)) return position;
  throw new StoreError("STORE_CURSOR_INVALID", "This cursor was not made by this store.", {
    path: "after",
    remedy: "Pass the last page's next as it is.",
  });
}

export function cursorAt(position: number): string {
  return String(position);
}
