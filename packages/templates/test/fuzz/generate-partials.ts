// Templates that are mostly partials, with contexts, arguments, blocks and depths; and data for
// them.
import type { Random } from "./random.ts";

/**
 * A template as a tree, so that it can be shrunk and counted; {@link printed} makes it Handlebars.
 */
export type Item =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "hole"; readonly path: string }
  | {
      readonly kind: "if" | "unless";
      readonly path: string;
      readonly body: readonly Item[];
      readonly otherwise: readonly Item[];
      readonly alone: boolean;
    }
  | {
      readonly kind: "each" | "with";
      readonly path: string;
      readonly names: readonly string[];
      readonly body: readonly Item[];
      readonly otherwise: readonly Item[];
      readonly alone: boolean;
    }
  | {
      readonly kind: "partial";
      readonly name: string;
      readonly context: string | null;
      readonly args: readonly (readonly [name: string, value: string])[];
      readonly body: readonly Item[] | null;
      readonly alone: boolean;
    };

export interface PartialsTemplate {
  readonly main: readonly Item[];
  readonly partials: Readonly<Record<string, readonly Item[]>>;
}

/**
 * A partial or a block as its author wrote it. It ends in something, as a file does: of one alone
 * on an indented line that ends in nothing, Handlebars leaves the margin of that nothing out.
 */
export function printedWhole(items: readonly Item[]): string {
  return `${printed(items)}.`;
}

/** `alone`: tags on lines of their own, which Handlebars takes out, and indented. */
export function printed(items: readonly Item[]): string {
  return items.map(printedItem).join("");
}

function printedItem(item: Item): string {
  if (item.kind === "text") return item.text;
  if (item.kind === "hole") return `{{${item.path}}}`;
  const line = item.alone ? "\n" : "";
  const margin = item.alone ? "  " : "";
  if (item.kind === "partial") {
    const { name, context, args, body } = item;
    const named = args.map(([key, value]) => `${key}=${value}`);
    const words = [name, ...(context === null ? [] : [context]), ...named].join(" ");
    if (body === null) return `${line}${margin}{{> ${words}}}${line}`;
    return `${line}{{#> ${words}}}${line}${printedWhole(body)}${line}{{/${name}}}${line}`;
  }
  return `${line}${margin}{{#${head(item)}}}${line}${inside(item)}${line}{{/${item.kind}}}${line}`;
}

type Block = Extract<Item, { readonly otherwise: readonly Item[] }>;

function head(block: Block): string {
  const as = "names" in block && block.names.length > 0 ? ` as |${block.names.join(" ")}|` : "";
  return `${block.kind} ${block.path}${as}`;
}

function inside({ body, otherwise, alone }: Block): string {
  const line = alone ? "\n" : "";
  const [only, ...more] = otherwise;
  if (only === undefined) return printed(body);
  // A block alone in an else is written as a chain.
  return more.length === 0 && "otherwise" in only && !only.alone
    ? `${printed(body)}${line}{{else ${head(only)}}}${line}${inside(only)}`
    : `${printed(body)}${line}{{else}}${line}${printed(otherwise)}`;
}

/** Where something is written: how many `../` stay inside, which names blocks gave. */
interface Spot {
  readonly random: Random;
  readonly depth: number;
  readonly size: number;
  readonly names: readonly string[];
  /** Loops around, in this text. */
  readonly loops: number;
  /**
   * In a condition, where Handlebars has an empty object for a context that is not there: nothing
   * there asks for the whole of it.
   */
  readonly condition: boolean;
  /** Partials that may be called from here; each calls later ones only. */
  readonly callable: readonly string[];
  /** In a partial that is always called with a block. */
  readonly block: boolean;
}

const scalars = ["name", "title", "n", "on"] as const;
const lists = ["items", "tags"] as const;
const objects = ["offer", "shop"] as const;

function up({ random, depth }: Spot): string {
  const steps = Math.min(depth, random.pick([1, 1, 1, 2, 2, 3]));
  // Now and then one too many, which is refused.
  return "../".repeat(random.chance(0.01) ? depth + 1 : steps);
}

function below(spot: Spot, fields: readonly string[]): string {
  const { random, depth, names } = spot;
  const field = random.pick(fields);
  const roll = random.next();
  if (roll < 0.5) return field;
  if (roll < 0.6) return `this.${field}`;
  if (roll < 0.63) return `./${field}`;
  if (roll < 0.71) return `@root.${field}`;
  if (roll < 0.79) return `${random.pick(objects)}.${field}`;
  if (roll < 0.89 && names.length > 0) return `${random.pick(names)}.${field}`;
  return depth > 0 ? up(spot) + field : field;
}

function scalarPath(spot: Spot): string {
  const { random, depth, names, loops } = spot;
  const roll = random.next();
  // At the root and in a partial with arguments it is refused: an object, and printed nowhere.
  if (roll < 0.08 && (loops > 0 || random.chance(0.1))) return random.pick(["this", "."]);
  if (roll < 0.16 && (loops > 0 || random.chance(0.05)))
    return loops > 1 && random.chance(0.3)
      ? "@../index"
      : random.pick(["@index", "@key", "@first", "@last"]);
  if (roll < 0.2) return random.pick(["tags.[0]", "name.[0]", "items.[1].name", "tags.length"]);
  if (roll < 0.27 && names.length > 0) return random.pick(names);
  if (roll < 0.28 && depth > 0) return "..";
  if (depth > 0 && roll > 0.78) return up(spot) + random.pick(scalars);
  return below(spot, scalars);
}

function listPath(spot: Spot): string {
  const roll = spot.random.next();
  if (roll < 0.05 && !spot.condition) return "this";
  if (roll < 0.08) return spot.random.pick(["name", "on", "offer"]);
  return below(spot, lists);
}

function objectPath(spot: Spot): string {
  const roll = spot.random.next();
  if (roll < 0.08 && !spot.condition) return "this";
  if (roll < 0.11) return spot.random.pick(["name", "items.[0]", "@root"]);
  if (roll < 0.18 && spot.names.length > 0) return spot.random.pick(spot.names);
  if (roll < 0.2 && spot.depth > 0) return "..";
  return below(spot, objects);
}

function anyPath(spot: Spot): string {
  const path = spot.random.pick([scalarPath, scalarPath, scalarPath, listPath, objectPath])(spot);
  return spot.condition && /^(?:this|\.)$/.test(path) ? "name" : path;
}

function literal(random: Random): string {
  return random.pick([
    "'Lit'",
    '"two words"',
    "5",
    "0",
    "true",
    "false",
    "null",
    "undefined",
    "''",
  ]);
}

function argument(spot: Spot): string {
  const roll = spot.random.next();
  if (roll < 0.25) return literal(spot.random);
  if (roll < 0.3) return `(mark ${anyPath(spot)})`;
  return anyPath(spot);
}

function text({ random }: Spot): Item {
  return {
    kind: "text",
    text: random.pick(["a", "b ", " c", "d\n", "\ne", ", ", "f. ", "(g)", "\n\n"]),
  };
}

function times(random: Random, most: number, make: () => Item): readonly Item[] {
  return Array.from({ length: 1 + random.below(most) }, make);
}

function content(spot: Spot): readonly Item[] {
  const { random, size } = spot;
  return times(random, size > 2 ? 3 : 2, () => item({ ...spot, size: size - 1 }));
}

function blockNames(random: Random): readonly string[] {
  if (random.chance(0.65)) return [];
  const first = random.pick(["it", "row", "name", "title", "offer"]);
  return random.chance(0.3) ? [first, random.pick(["at", "key", "n"])] : [first];
}

function partial(spot: Spot): Item {
  const { random, callable, block } = spot;
  const alone = random.chance(0.3);
  const context = random.chance(0.4)
    ? random.pick([objectPath, objectPath, listPath, anyPath, () => literal(random)])(spot)
    : null;
  const keys = [...scalars, ...lists, ...objects, "label"];
  const args = random.chance(0.55)
    ? times(random, 2, () => ({ kind: "text", text: "" })).map(
        () => [random.pick(keys), argument(spot)] as const,
      )
    : [];
  const call = { kind: "partial", context, args, alone } as const;
  const inner = (): readonly Item[] => content({ ...spot, size: spot.size - 1 });
  if (block && random.chance(0.5)) {
    const own = random.chance(0.2);
    return { ...call, name: "@partial-block", body: own ? inner() : null };
  }
  if (callable.length === 0) return { kind: "hole", path: scalarPath(spot) };
  const name = random.pick(callable);
  // Those named frame are always given a block; a partial that nobody wrote is its block.
  if (random.chance(0.05)) return { ...call, name: "unwritten", body: inner() };
  return { ...call, name, body: name.startsWith("frame") || random.chance(0.3) ? inner() : null };
}

function item(spot: Spot): Item {
  const { random, size } = spot;
  const roll = random.next();
  if (size <= 0 || roll < 0.2)
    return roll < 0.08 ? text(spot) : { kind: "hole", path: scalarPath(spot) };
  if (roll < 0.3) return { kind: "hole", path: scalarPath(spot) };
  if (roll < 0.36) return text(spot);
  if (roll < 0.62) return partial(spot);
  const alone = random.chance(0.2);
  const inCondition: Spot = { ...spot, condition: true };
  const otherwise = random.chance(0.25) ? content({ ...inCondition, size: size - 2 }) : [];
  if (roll < 0.72) {
    const kind = random.chance(0.7) ? "if" : "unless";
    return { kind, path: anyPath(spot), body: content(inCondition), otherwise, alone };
  }
  const kind = roll < 0.88 ? "each" : "with";
  const path = kind === "each" ? listPath(spot) : objectPath(spot);
  const names = blockNames(random).slice(0, kind === "each" ? 2 : 1);
  const inner: Spot = {
    ...spot,
    depth: spot.depth + (path === "this" && kind === "with" ? 0 : 1),
    names: [...spot.names, ...names],
    loops: spot.loops + (kind === "each" ? 1 : 0),
    condition: false,
  };
  return { kind, path, names, body: content(inner), otherwise, alone };
}

/** Three contexts below one another, and what looks up from there. */
function deep(spot: Spot, levels = 3): Item {
  const kind = spot.random.pick(["each", "with"] as const);
  const path = kind === "each" ? "items" : spot.random.pick(objects);
  const inner: Spot = {
    ...spot,
    depth: spot.depth + 1,
    loops: spot.loops + (kind === "each" ? 1 : 0),
  };
  const body =
    levels > 1
      ? [deep(inner, levels - 1)]
      : [item(inner), { kind: "hole", path: `../../../${spot.random.pick(scalars)}` } as const];
  return { kind, path, names: [], body, otherwise: [], alone: false };
}

export function generatePartials(random: Random): PartialsTemplate {
  const spot: Spot = {
    random,
    depth: 0,
    size: 4,
    names: [],
    loops: 0,
    condition: false,
    callable: ["frame", "row", "frame2", "leaf"],
    block: false,
  };
  const own = (name: string, later: readonly string[]): readonly Item[] =>
    content({ ...spot, size: 3, callable: later, block: name.startsWith("frame") });
  return {
    main: [...times(random, 2, () => item(spot)), partial(spot)],
    partials: {
      frame: [
        ...(random.chance(0.1) ? [deep({ ...spot, size: 2, callable: [], block: true })] : []),
        ...own("frame", ["row", "frame2", "leaf"]),
      ],
      row: own("row", ["frame2", "leaf"]),
      frame2: own("frame2", ["leaf"]),
      leaf: own("leaf", []),
    },
  };
}

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** The same few names at every level, so that a name out of its scope is another value. */
export function generatePartialsData(random: Random): { readonly [name: string]: Json } {
  let count = 0;
  /** Now and then hardly two things differ: what Handlebars compares is then often equal. */
  const alike = random.chance(0.3);
  const scalar = (): Json =>
    alike
      ? random.pick(["x", "x", "1", 1])
      : random.chance(0.75)
        ? `w${++count}`
        : random.pick(["x", "x", "1", "", "a<b>&c", 0, 1, 7, true, false]);
  const object = (level: number): { readonly [name: string]: Json } => {
    const made: Record<string, Json> = {};
    for (const name of ["name", "title"]) if (random.chance(0.85)) made[name] = scalar();
    if (random.chance(0.7)) made["n"] = random.below(4);
    if (random.chance(0.8)) made["on"] = random.pick<Json>([true, true, false, "yes", null, 0]);
    if (random.chance(0.8)) made["tags"] = list(() => scalar());
    if (level < 3 && random.chance(0.8)) made["items"] = list(() => entry(level + 1));
    for (const name of ["offer", "shop"])
      if (level < 3 && random.chance(0.75)) made[name] = entry(level + 1);
    return made;
  };
  const entry = (level: number): Json =>
    random.chance(alike ? 0.5 : 0.9)
      ? object(level)
      : random.pick<Json>([null, scalar(), scalar(), [], ["x"]]);
  const list = (make: () => Json): Json =>
    Array.from({ length: random.below(4) }, () =>
      random.chance(alike ? 0.2 : 0.04) ? null : make(),
    );
  return object(0);
}
