// What a generated template has in it: a fuzz that never reaches a situation proves nothing of it.
import type { Item, PartialsTemplate } from "./generate-partials.ts";

export const situations = [
  "with hash",
  "with context",
  "with both",
  "literal argument",
  "computed argument",
  "block",
  "block within each",
  "block of a block",
  "block of nobody's partial",
  "@partial-block",
  "@partial-block within each",
  "@partial-block with context or hash",
  "partial within each",
  "partial within with",
  "partial on a line of its own",
  "../ once",
  "../ twice",
  "../ three times",
  "../ in a block",
  "../ in an argument",
  "block parameters",
  "shadowed by a block parameter",
  "shadowed by an argument",
  "@root",
  "@index and its kin",
  "@index and its kin in a partial or block",
  "a place in a list",
] as const;
export type Situation = (typeof situations)[number];

interface Around {
  readonly each: boolean;
  readonly with: boolean;
  readonly block: boolean;
  readonly partial: boolean;
}

export function findSituations({ main, partials }: PartialsTemplate): ReadonlySet<Situation> {
  const found = new Set<Situation>();
  const path = (written: string, around: Around): void => {
    const steps = written.split("../").length - 1;
    if (steps === 1 && !written.startsWith("@")) found.add("../ once");
    if (steps === 2) found.add("../ twice");
    if (steps >= 3) found.add("../ three times");
    if (steps > 0 && around.block) found.add("../ in a block");
    if (written.startsWith("@root")) found.add("@root");
    else if (written.startsWith("@")) {
      found.add("@index and its kin");
      if (around.block || around.partial) found.add("@index and its kin in a partial or block");
    }
    if (written.includes(".[")) found.add("a place in a list");
  };
  const walk = (items: readonly Item[], around: Around): void => {
    for (const item of items) {
      if (item.kind === "text") continue;
      if (item.kind === "hole") {
        path(item.path, around);
        continue;
      }
      if (item.kind === "partial") {
        call(item, around);
        walk(item.body ?? [], { ...around, block: true });
        continue;
      }
      path(item.path, around);
      if ("names" in item && item.names.length > 0) {
        found.add("block parameters");
        if (item.names.some((name) => ["name", "title", "offer", "n"].includes(name)))
          found.add("shadowed by a block parameter");
      }
      const inner = item.kind === "each" || item.kind === "with" ? { [item.kind]: true } : {};
      walk(item.body, { ...around, ...inner });
      walk(item.otherwise, around);
    }
  };
  const call = (item: Extract<Item, { kind: "partial" }>, around: Around): void => {
    const { name, context, args, body, alone } = item;
    if (args.length > 0) found.add("with hash");
    if (context !== null) found.add("with context");
    if (args.length > 0 && context !== null) found.add("with both");
    if (body !== null) found.add("block");
    if (body !== null && around.each) found.add("block within each");
    if (body !== null && around.block) found.add("block of a block");
    if (name === "unwritten") found.add("block of nobody's partial");
    if (around.each) found.add("partial within each");
    if (around.with) found.add("partial within with");
    if (alone && body === null) found.add("partial on a line of its own");
    if (name === "@partial-block") {
      found.add("@partial-block");
      if (around.each) found.add("@partial-block within each");
      if (args.length > 0 || context !== null) found.add("@partial-block with context or hash");
    }
    for (const [key, value] of args) {
      if (key !== "label") found.add("shadowed by an argument");
      if (/^['"\d]|^(?:true|false|null|undefined)$/.test(value)) found.add("literal argument");
      if (value.startsWith("(")) found.add("computed argument");
      if (value.includes("../")) found.add("../ in an argument");
      path(value, around);
    }
    if (context !== null) path(context, around);
  };
  const nowhere: Around = { each: false, with: false, block: false, partial: false };
  walk(main, nowhere);
  for (const items of Object.values(partials)) walk(items, { ...nowhere, partial: true });
  return found;
}
