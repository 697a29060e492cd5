// A failing template made as small as it will go.
import type { Item, Json, PartialsTemplate } from "./generate-partials.ts";

export interface Pair {
  readonly template: PartialsTemplate;
  readonly data: { readonly [name: string]: Json };
}

/** Every pair that is one step smaller. */
function* smaller({ template, data }: Pair): Generator<Pair> {
  const { main, partials } = template;
  for (const list of smallerLists(main)) yield { template: { main: list, partials }, data };
  for (const [name, items] of Object.entries(partials)) {
    for (const list of smallerLists(items))
      yield { template: { main, partials: { ...partials, [name]: list } }, data };
  }
  for (const value of smallerValues(data)) {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      yield { template, data: value as Pair["data"] };
  }
}

function* smallerLists(items: readonly Item[]): Generator<readonly Item[]> {
  for (const [at, item] of items.entries()) {
    const put = (...instead: readonly Item[]): readonly Item[] => [
      ...items.slice(0, at),
      ...instead,
      ...items.slice(at + 1),
    ];
    yield put();
    if (item.kind === "text") {
      if (item.text !== "x") yield put({ kind: "text", text: "x" });
      continue;
    }
    if (item.kind === "hole") continue;
    yield put(...(item.body ?? []));
    if (item.alone) yield put({ ...item, alone: false });
    for (const body of smallerLists(item.body ?? [])) yield put({ ...item, body });
    if (item.kind === "partial") {
      if (item.body !== null) yield put({ ...item, body: null });
      if (item.context !== null) yield put({ ...item, context: null });
      for (const index of item.args.keys())
        yield put({ ...item, args: item.args.filter((_, other) => other !== index) });
      continue;
    }
    yield put(...item.otherwise);
    for (const otherwise of smallerLists(item.otherwise)) yield put({ ...item, otherwise });
    if ("names" in item && item.names.length > 0)
      yield put({ ...item, names: item.names.slice(0, -1) });
  }
}

function* smallerValues(value: Json): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      yield value.filter((_, other) => other !== at);
      for (const instead of smallerValues(item)) yield value.with(at, instead);
    }
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
    for (const instead of smallerValues(inner)) yield { ...value, [name]: instead };
  }
}

/** Takes any smaller pair that still fails, until none does or it has tried often enough. */
export async function shrunk(
  pair: Pair,
  fails: (pair: Pair) => Promise<boolean>,
  tries = 3000,
): Promise<Pair> {
  let best = pair;
  let left = tries;
  for (let found = true; found && left > 0; ) {
    found = false;
    for (const candidate of smaller(best)) {
      if (--left <= 0) break;
      if (await fails(candidate)) {
        best = candidate;
        found = true;
        break;
      }
    }
  }
  return best;
}
