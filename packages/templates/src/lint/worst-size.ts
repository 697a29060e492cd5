import * as Escape from "../program/escape.js";
import type { TemplateProgram } from "../program/index.js";
import { type Expression, opLength, type Part } from "../program/index.js";
import * as Op from "../program/op.js";

/** Where nothing bounds a value; generous for what marketing mail holds. */
const assumed = { characters: 200, items: 20, clickUrl: 240, pixel: 400, formatted: 80, url: 400 } as const;

export interface WorstSize {
  readonly bytes: number;
  /** Fields whose bound had to be assumed. */
  readonly unbounded: readonly string[];
}

/**
 * The most bytes of UTF-8 a part can come to: the longer of two branches, loops at `maxItems`, values at `maxLength` with
 * three bytes to a UTF-16 unit. Entities for every character of a value are not counted: no real value is made of `&` alone.
 */
export function worstSize(program: TemplateProgram, part: Part): WorstSize {
  const { ops, segments, expressions } = part;
  const unbounded = new Set<string>();
  const sizes = segments.map((segment) => new TextEncoder().encode(segment).length);

  const valueSize = (index: number, context: number): number => {
    const expression = expressions[index];
    const perCharacter = context === Escape.urlPath || context === Escape.urlQuery ? 9 : 3;
    return expression === undefined ? 0 : characters(expression, context) * perCharacter;
  };
  const characters = (expression: Expression, context: number): number => {
    switch (expression.kind) {
      case "literal":
        return String(expression.value).length;
      case "fallback":
        return Math.max(...[expression.of, expression.otherwise].map((child) => childCharacters(child, context)));
      case "path": {
        const field = program.fields[expression.field];
        if (field === undefined) return assumed.characters;
        if (field.maxLength !== null) return field.maxLength;
        if (field.type === "name") return 80;
        if (["number", "money", "date", "bool", "color"].includes(field.type)) return assumed.formatted;
        const { values } = field.options;
        if (field.type === "enum" && Array.isArray(values))
          return Math.max(0, ...values.map((value) => String(value).length));
        unbounded.add(field.path);
        return field.type === "url" || field.type === "image" ? assumed.url : assumed.characters;
      }
      case "url":
        return assumed.url;
      default:
        return assumed.formatted;
    }
  };
  const childCharacters = (index: number, context: number): number => {
    const child = expressions[index];
    return child === undefined ? 0 : characters(child, context);
  };

  const memo = new Map<string, number>();
  /** The longest way from one operation to another. */
  const longest = (from: number, until: number): number => {
    if (from >= until) return 0;
    const key = `${from} ${until}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const size = measure(from, until);
    memo.set(key, size);
    return size;
  };
  const measure = (at: number, until: number): number => {
    const code = ops[at] ?? Op.JUMP;
    const [a = 0, b = 0, c = 0] = ops.slice(at + 1, at + 4);
    const next = at + (opLength[code] ?? 1);
    switch (code) {
      case Op.EMIT:
        return (sizes[a] ?? 0) + longest(next, until);
      case Op.VALUE:
        return valueSize(a, b) + longest(next, until);
      case Op.IF:
      case Op.UNLESS:
        return Math.max(longest(next, until), longest(b, until));
      case Op.JUMP:
        return longest(a, until);
      case Op.EACH: {
        const end = endOfLoop(ops, at + 4, b);
        const body = longest(at + 4, end) * itemsOf(a);
        return Math.max(body + longest(end + 3, until), longest(c, until));
      }
      case Op.LINK:
        // `&` may be five bytes, and there is one more for what joins it to the URL.
        return Math.max(
          longest(next, until) +
            5 * (program.links[a]?.query?.split("&").length ?? 0) +
            (program.links[a]?.query?.length ?? 0),
          assumed.clickUrl + longest(b, until),
        );
      case Op.PIXEL:
        return assumed.pixel + longest(next, until);
      default:
        return longest(next, until);
    }
  };
  const itemsOf = (index: number): number => {
    const list = expressions[index];
    const field = list?.kind === "path" ? program.fields[list.field] : undefined;
    if (field?.maxItems != null) return field.maxItems;
    if (field !== undefined) unbounded.add(field.path);
    return assumed.items;
  };
  return { bytes: longest(0, ops.length), unbounded: [...unbounded] };
}

/** The last operation that goes back to the body of this loop. */
function endOfLoop(ops: readonly number[], body: number, scope: number): number {
  let end = ops.length;
  for (let at = body; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) {
    if (ops[at] === Op.NEXT && ops[at + 1] === scope && ops[at + 2] === body) end = at;
  }
  return end;
}
