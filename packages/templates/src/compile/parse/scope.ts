import type { LowerContext } from "./lower-context.js";
import {
  computed,
  type Data,
  likeness,
  nothing,
  type Presence,
  root,
  type Value,
} from "./value.js";

/**
 * What a name means at one spot of the template. Handlebars keeps a stack of contexts at run time;
 * here the stack is lexical, and every name leaves it as an absolute scope and keys.
 */
export interface LexicalScope {
  /** What `this` is. */
  readonly context: Value;
  readonly presence: Presence;
  /** The context one `../` up; null where this text begins, be it a template's or a partial's. */
  readonly parent: LexicalScope | null;
  /** True where what is one `../` up depends on the data. */
  readonly unsure: boolean;
  /** This text is a partial's. */
  readonly partial: boolean;
  /** Block parameters of this text, by name. They win over properties. */
  readonly names: ReadonlyMap<string, Value>;
  /**
   * Handlebars' frames of `@index` and its kin, outermost first: of each, the loop it tells of; 0
   * for none. `@../index` goes one frame up, and a partial with a block adds some.
   */
  readonly frames: readonly number[];
  /** The deepest scope number in use; 0 outside of loops. */
  readonly loop: number;
}

/** A context given to a partial or to its block. */
export type Given = Pick<LexicalScope, "context" | "presence">;

export const rootScope: LexicalScope = {
  context: root,
  presence: "there",
  parent: null,
  unsure: false,
  partial: false,
  names: new Map(),
  frames: [0],
  loop: 0,
};

/** One context deeper, unless Handlebars sees that it is the same. */
function into(outer: LexicalScope, given: Given, context: LowerContext): LexicalScope {
  const alike = likeness(given, outer, context);
  return alike === "same"
    ? { ...outer, ...given }
    : { ...outer, ...given, parent: outer, unsure: alike === "unsure" };
}

/** The scope inside `{{#with}}`, which only a value that is there leads into. */
export function inWith(
  outer: LexicalScope,
  value: Value,
  names: readonly string[],
  context: LowerContext,
): LexicalScope {
  return {
    ...into(outer, { context: value, presence: "there" }, context),
    names: named(outer, names, [value]),
  };
}

/** The scope inside `{{#each}}`. Its number is one more than the deepest in use. */
export function inLoop(
  outer: LexicalScope,
  list: Data,
  names: readonly string[],
  context: LowerContext,
): LexicalScope {
  const scope = outer.loop + 1;
  const item: Data = { kind: "data", scope, keys: [], path: `${list.path}[]`, of: list };
  const presence = context.fields.isObject(item.path) ? "there" : "null";
  const key = computed({ kind: "loop", scope, variable: "key" });
  return {
    ...into(outer, { context: item, presence }, context),
    names: named(outer, names, [item, key]),
    frames: [...outer.frames, scope],
    loop: scope,
  };
}

/** Inside of a condition; Handlebars gives it an object of its own where there is no context. */
export function inCondition(outer: LexicalScope): LexicalScope {
  return outer.presence === "absent" ? { ...outer, presence: "replaced", unsure: true } : outer;
}

/** The scope a partial begins with: nothing from around it but its context and the frames. */
export function inPartial(site: LexicalScope, given: Given, hasBlock: boolean): LexicalScope {
  return {
    ...rootScope,
    ...given,
    partial: true,
    frames: hasBlock ? oneMore(site.frames) : site.frames,
    loop: site.loop,
  };
}

/**
 * The scope inside the block of `{{#> partial}}`: the names and steps of where it is written, the
 * context and frames of where the partial puts it.
 */
export function inBlock(
  written: LexicalScope,
  given: Given,
  site: LexicalScope,
  context: LowerContext,
): LexicalScope {
  return {
    ...into(written, given, context),
    frames: oneMore(site.frames),
    loop: site.loop,
  };
}

/** Whether a value is a context that a condition may have replaced by an empty object. */
export function isReplaced(value: Value, scope: LexicalScope): boolean {
  for (let at: LexicalScope | null = scope; at !== null; at = at.parent)
    if (at.context === value && at.presence === "replaced") return true;
  return false;
}

/** What is known of a value that no block has looked at. */
export function findPresence(value: Value, { context, presence }: LexicalScope): Presence {
  if (value === context) return presence;
  if (value.kind === "merged") return "there";
  if (value.kind === "computed") {
    const { expr } = value;
    const known = expr.kind === "loop" || (expr.kind === "literal" && expr.value !== null);
    return known ? "there" : "absent";
  }
  if (value.keys.length > 0) return "absent";
  return value.scope === 0 ? "there" : "null";
}

/** A frame that tells of the same loop. */
export function oneMore(frames: readonly number[]): readonly number[] {
  return [...frames, frames.at(-1) ?? 0];
}

/** A name too many is nothing, and hides the property of that name all the same. */
function named(
  outer: LexicalScope,
  names: readonly string[],
  values: readonly Value[],
): ReadonlyMap<string, Value> {
  if (names.length === 0) return outer.names;
  const all = new Map(outer.names);
  // Of two parameters of one name the first counts.
  for (const [index, name] of [...names.entries()].reverse())
    all.set(name, values[index] ?? nothing);
  return all;
}
