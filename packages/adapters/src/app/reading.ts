import type { Paged } from "@wellsent/core";

/** Reads all items of a paged read, page by page. */
export async function* everything<Item>(
  read: (page: { readonly after?: string; readonly limit: number }) => Promise<Paged<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let page = await read({ limit: 200 });
  yield* page.items;
  while (page.next !== null) {
    page = await read({ limit: 200, after: page.next });
    yield* page.items;
  }
}
