import type { Paged } from "../ports/store/store.js";

/** Everything that a paged read has. */
export async function allPages<T>(
  read: (page: { readonly after?: string }) => Promise<Paged<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of eachItem(read)) items.push(item);
  return items;
}

/** The same one by one, with one page in memory. */
export async function* eachItem<T>(
  read: (page: { readonly after?: string }) => Promise<Paged<T>>,
): AsyncIterable<T> {
  let after: string | null = null;
  do {
    const page: Paged<T> = await read(after === null ? {} : { after });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}
