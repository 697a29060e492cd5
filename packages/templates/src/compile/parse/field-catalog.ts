import type { FieldDeclaration } from "../../fields/field.js";
import { localeChain } from "../../format/index.js";
import type { FieldUse } from "../../program/index.js";
import { fault, suggestion } from "../fault.js";
import type { Place } from "../ir.js";

/**
 * The fields a template may read, and those it did read. With declarations every other name is an
 * error; without, whatever is read becomes an optional text field.
 */
export interface FieldCatalog {
  /** The index of the field in the program. */
  use(path: string, place: Place): number;
  at(index: number): FieldUse | undefined;
  /** Fields are declared below it: it is no text, number or flag. */
  isObject(path: string): boolean;
  readonly uses: readonly FieldUse[];
  /** What the uses were settled for. */
  readonly locale: string;
}

export interface FieldCatalogOptions {
  readonly fields: Readonly<Record<string, FieldDeclaration>>;
  readonly locale: string;
  /**
   * True: a name that is not declared is an optional text, as a schema has vouched for it. Default
   * false.
   */
  readonly open?: boolean;
  /**
   * What a schema has vouched for: where `open`, other names than these are errors all the
   * same.
   */
  readonly attributes?: readonly string[];
  /** True: `event.…` is free, its shape belongs to the event's own schema. */
  readonly events: boolean;
}

export function fieldCatalog({
  fields,
  locale,
  events,
  open = false,
  attributes,
}: FieldCatalogOptions): FieldCatalog {
  const declared = new Map<string, FieldUse>();
  for (const [path, declaration] of Object.entries(fields))
    flatten(declared, path, declaration, locale);
  const closed = open ? attributes !== undefined : declared.size > 0;
  // The details of the sender are the host's own.
  const vouched = new Set(open ? ["sender", ...(attributes ?? [])] : []);
  const uses: FieldUse[] = [];
  const indices = new Map<string, number>();

  const resolve = (path: string, place: Place): FieldUse => {
    // `lines.[0].title` is a field of the items, as `title` inside the loop is.
    const known = declared.get(path) ?? declared.get(path.replace(/\.\d+(?=\.|$)/g, "[]"));
    if (known !== undefined) return known;
    const list = path.endsWith(".length") ? declared.get(path.slice(0, -7)) : undefined;
    if (list?.type === "list") return inferred(path, "number");
    // `firstName.[0]` is a letter.
    const letter = /\.\d+$/.test(path) ? declared.get(path.replace(/\.\d+$/, "")) : undefined;
    if (letter?.type === "text" || letter?.type === "name") return inferred(path, "text");
    const within = [...declared.values()].some((field) => field.path.startsWith(`${path}.`));
    const inObject = [...declared.values()].some(
      ({ type, path: base }) =>
        (type === "money" || type === "list") &&
        path.startsWith(`${base}[]`) &&
        !hasItems(declared, base),
    );
    const money = declared.get(path.replace(/\.(?:amount|currency)$/, ""))?.type === "money";
    if (
      !closed ||
      within ||
      inObject ||
      money ||
      path === "" ||
      vouched.has(path.replace(/[.[].*$/s, "")) ||
      (events && /^event(?:\.|$|\[)/.test(path))
    ) {
      return inferred(path, "text");
    }
    const close = suggestion(path, [...declared.keys(), ...vouched]);
    const what = open ? "attribute or field" : "field";
    throw fault(
      "TEMPLATE_FIELD_UNKNOWN",
      `No ${what} ${quote(path)} is declared.${close === undefined ? "" : ` Did you mean ${quote(close)}?`}`,
      place,
      "Declare it under fields, or correct the name.",
    );
  };

  return {
    uses,
    locale,
    at: (index) => uses[index],
    isObject: (path) => [...declared.keys()].some((known) => known.startsWith(`${path}.`)),
    use(path, place) {
      const before = indices.get(path);
      if (before !== undefined) return before;
      const index = uses.push(resolve(path, place)) - 1;
      indices.set(path, index);
      return index;
    },
  };
}

function quote(name: string): string {
  return `“${name.slice(0, 80)}”`;
}

function hasItems(declared: ReadonlyMap<string, FieldUse>, base: string): boolean {
  return [...declared.keys()].some((path) => path.startsWith(`${base}[]`));
}

function inferred(path: string, type: FieldUse["type"]): FieldUse {
  return {
    path,
    type,
    declared: false,
    required: false,
    fallback: null,
    maxLength: null,
    maxItems: null,
    options: {},
  };
}

function flatten(
  into: Map<string, FieldUse>,
  path: string,
  declaration: FieldDeclaration,
  locale: string,
): void {
  const {
    type,
    fallback,
    optional,
    maxLength,
    maxItems,
    of,
    hosts,
    values,
    style,
    timeZone,
    currency,
    decimals,
  } = declaration;
  const options: Record<string, string | number | readonly string[]> = {};
  for (const [name, value] of Object.entries({
    hosts,
    values,
    style,
    timeZone,
    currency,
    decimals,
  })) {
    if (value !== undefined) options[name] = value;
  }
  // One that says nothing in this language is none: better no mail than "Hi ,".
  const said = fallback === undefined ? null : localized(fallback, locale);
  into.set(path, {
    path,
    type,
    declared: true,
    required: optional !== true && said === null && type !== "bool",
    fallback: said,
    maxLength: maxLength ?? null,
    maxItems: maxItems ?? null,
    options,
  });
  if (of === undefined) return;
  if (isDeclaration(of)) flatten(into, `${path}[]`, of, locale);
  else
    for (const [name, inner] of Object.entries(of))
      flatten(into, `${path}[].${name}`, inner, locale);
}

/** A record of fields may well have one called `type`; a declaration's is a string. */
export function isDeclaration(of: NonNullable<FieldDeclaration["of"]>): of is FieldDeclaration {
  return typeof of["type"] === "string";
}

/** Along the BCP 47 chain, then `default`. */
function localized(
  fallback: NonNullable<FieldDeclaration["fallback"]>,
  locale: string,
): string | null {
  if (typeof fallback === "string") return fallback;
  const texts = new Map(
    Object.entries(fallback).map(([tag, text]) => [localeChain(tag)[0] ?? tag, text] as const),
  );
  for (const tag of localeChain(locale)) {
    const found = texts.get(tag);
    if (found !== undefined) return found;
  }
  return fallback["default"] ?? null;
}
