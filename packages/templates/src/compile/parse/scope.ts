import type { Expr } from "../ir.js";

/**
 * What a name means at one spot of the template. Handlebars keeps a stack of contexts at run time;
 * here the stack is lexical, and every name leaves it as an absolute scope and keys.
 */
export interface Scope {
  /** What `this` is. */
  readonly base: Base;
  /** The context one `../` up; absent at the root. */
  readonly parent: Scope | null;
  /** How many `../` stay inside the partial that this is part of. */
  readonly own: number;
  /** The innermost loop: its scope number, for `@index` and its kin; 0 outside any. */
  readonly loop: number;
  /** Loops around that one, outermost first, for `@../index`. */
  readonly loops: readonly number[];
  /** Block parameters and partial arguments, by name. They win over properties. */
  readonly names: ReadonlyMap<string, Named>;
}

export type Named = { readonly base: Base } | { readonly expr: Expr };

/** A place in the data: properties `keys` of the item of a scope. */
export interface Base {
  readonly scope: number;
  readonly keys: readonly string[];
  /** For the field catalogue: `items[]`, `order.lines[]`. */
  readonly path: string;
}

export const rootScope: Scope = {
  base: { scope: 0, keys: [], path: "" },
  parent: null,
  own: Number.POSITIVE_INFINITY,
  loop: 0,
  loops: [],
  names: new Map(),
};

export const descend = (base: Base, keys: readonly string[]): Base => ({
  scope: base.scope,
  keys: [...base.keys, ...keys],
  path: [base.path, ...keys].filter((part) => part !== "").join("."),
});

/** The scope inside `{{#with}}` or a partial with a context. */
export const inContext = (
  outer: Scope,
  base: Base,
  names: ReadonlyMap<string, Named> = outer.names,
): Scope => ({
  ...outer,
  base,
  parent: outer,
  own: outer.own + 1,
  names,
});

/** The scope inside `{{#each}}`. Its number is one more than that of the loop around it. */
export const inLoop = (
  outer: Scope,
  list: Base,
  item: string | undefined,
  key: string | undefined,
): Scope => {
  const scope = outer.loop + 1;
  const base: Base = { scope, keys: [], path: `${list.path}[]` };
  const names = new Map(outer.names);
  if (item !== undefined) names.set(item, { base });
  if (key !== undefined) names.set(key, { expr: { kind: "loop", scope, variable: "key" } });
  return {
    base,
    parent: outer,
    own: outer.own + 1,
    loop: scope,
    loops: [...outer.loops, scope],
    names,
  };
};
