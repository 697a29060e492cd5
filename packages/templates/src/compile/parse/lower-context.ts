import type { FieldCatalog } from "./field-catalog.js";

/** What the whole of one lowering shares. */
export interface LowerContext {
  readonly fields: FieldCatalog;
  /** Formatters the template may call; those it did call end up in `called`. */
  readonly helpers: ReadonlySet<string>;
  /** Those of the host: `{{signature}}` calls one even without an argument. */
  readonly ownHelpers: ReadonlySet<string>;
  readonly called: Set<string>;
  /** Null: any segment id goes. */
  readonly segments: ReadonlySet<string> | null;
  readonly asked: Set<string>;
  readonly partials: Readonly<Record<string, string>>;
  /** Partials that a template may neither change nor leave out; see `CompileOptions.shared`. */
  readonly locked: ReadonlySet<string>;
  /** What their own partials are taken from. */
  readonly shared: Readonly<Record<string, string>>;
  /** Those of them that were inlined outside of any condition. */
  readonly unconditional: Set<string>;
  /** Handlebars' `{{{ }}}` on any field, and no names of ours: what Handlebars itself would do. */
  readonly compat: boolean;
  /** Nodes made so far, against {@link limits}. */
  readonly count: { nodes: number };
}
