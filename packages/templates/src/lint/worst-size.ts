import * as Escape from "../program/escape.js";
import type { TemplateProgram } from "../program/index.js";
import { type Expression, opLength, type Part } from "../program/index.js";
import * as Op from "../program/op.js";

/** Where nothing bounds a value; generous for what marketing mail holds. */
const assumed = {
  characters: 200,
  items: 20,
  clickUrl: 240,
  pixel: 400,
  formatted: 80,
  url: 400,
} as const;

interface Assumed {
  /** Fields whose bound had to be assumed. */
  readonly unbounded: readonly string[];
}
export interface WorstSize extends Assumed {
  readonly bytes: number;
}
export interface WorstLength extends Assumed {
  readonly characters: number;
}

/** What is measured: bytes of UTF-8 in markup, or characters of plain text. */
interface Measure {
  readonly text: (segment: string) => number;
  readonly perCharacter: (context: number) => number;
  readonly clickUrl: number;
  readonly systemUrl: number;
}

const bytes: Measure = {
  text: (segment) => new TextEncoder().encode(segment).length,
  perCharacter: (context) => (context === Escape.urlPath || context === Escape.urlQuery ? 9 : 3),
  clickUrl: assumed.clickUrl,
  systemUrl: assumed.url,
};

/**
 * The most bytes of UTF-8 a part can come to: the longer of two branches, loops at `maxItems`,
 * values at `maxLength` with three bytes to a UTF-16 unit. Entities for every character of a value
 * are not counted: no real value is made of `&` alone.
 */
export function worstSize(program: Measured, part: Part): WorstSize {
  const { size, unbounded } = worst(program, part, bytes);
  return { bytes: size, unbounded };
}

/** The most characters a plain part can come to, with what links of the host's are long. */
export function worstLength(
  program: Measured,
  part: Part,
  urls: Pick<Measure, "clickUrl" | "systemUrl">,
): WorstLength {
  const { size, unbounded } = worst(program, part, {
    ...urls,
    text: (segment) => segment.length,
    perCharacter: () => 1,
  });
  return { characters: size, unbounded };
}

type Measured = Pick<TemplateProgram, "fields" | "links">;

function worst(
  program: Measured,
  part: Part,
  measure: Measure,
): Assumed & { readonly size: number } {
  const { ops, segments, expressions } = part;
  const unbounded = new Set<string>();
  const sizes = segments.map(measure.text);

  const valueSize = (index: number, context: number): number => {
    const expression = expressions[index];
    return expression === undefined
      ? 0
      : characters(expression, context) * measure.perCharacter(context);
  };
  const characters = (expression: Expression, context: number): number => {
    switch (expression.kind) {
      case "literal":
        return String(expression.value).length;
      case "fallback":
        return Math.max(
          childCharacters(expression.of, context),
          childCharacters(expression.otherwise, context),
        );
      case "call":
        // Most formatters give what they were given or less of it; plural forms are among their
        // options.
        return Math.max(
          assumed.formatted,
          ...[...expression.args, ...Object.values(expression.hash)].map((child) =>
            childCharacters(child, context),
          ),
        );
      case "path": {
        const field = program.fields[expression.field];
        if (field === undefined) return assumed.characters;
        if (field.maxLength !== null) return field.maxLength;
        if (field.type === "name") return 80;
        if (["number", "money", "date", "bool", "color"].includes(field.type))
          return assumed.formatted;
        const { values } = field.options;
        if (field.type === "enum" && Array.isArray(values))
          return Math.max(0, ...values.map((value) => String(value).length));
        unbounded.add(field.path);
        return field.type === "url" || field.type === "image" ? assumed.url : assumed.characters;
      }
      case "url":
        return measure.systemUrl;
      default:
        return assumed.formatted;
    }
  };
  const childCharacters = (index: number, context: number): number => {
    const child = expressions[index];
    return child === undefined ? 0 : characters(child, context);
  };

  /**
   * From the last operation to the first: the longest way from each to the end of the loop, or of
   * the part, that it is in.
   */
  const longest = new Float64Array(ops.length + 1);
  const from = (at: number | undefined): number => longest[at ?? ops.length] ?? 0;
  const starts: number[] = [];
  const loopEnds = new Map<number, number>();
  for (let at = 0; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) {
    starts.push(at);
    if (ops[at] === Op.NEXT) loopEnds.set(ops[at + 2] ?? 0, at);
  }
  const longestFrom = (at: number): number => {
    const code = ops[at] ?? Op.JUMP;
    const [a = 0, b = 0, c = 0] = [ops[at + 1], ops[at + 2], ops[at + 3]];
    const next = at + (opLength[code] ?? 1);
    switch (code) {
      case Op.EMIT:
        return (sizes[a] ?? 0) + from(next);
      case Op.VALUE:
        return valueSize(a, b) + from(next);
      case Op.IF:
      case Op.UNLESS:
        return Math.max(from(next), from(b));
      case Op.JUMP:
        return from(a);
      case Op.EACH: {
        const end = loopEnds.get(next);
        const after = end === undefined ? 0 : from(end + (opLength[Op.NEXT] ?? 3));
        return Math.max(from(next) * countItems(a) + after, from(c));
      }
      // What one turn of a loop comes to ends here; what follows is added where the loop begins.
      case Op.NEXT:
        return 0;
      case Op.LINK: {
        // Parameters that join the URL at run time: `&` may be five bytes, and there is one more
        // for what joins them.
        const query = program.links[a]?.query ?? null;
        const joined = query === null ? 0 : 5 * query.split("&").length + query.length;
        return Math.max(from(next) + joined, measure.clickUrl + from(b));
      }
      case Op.PIXEL:
        return assumed.pixel + from(next);
      default:
        return from(next);
    }
  };
  const countItems = (index: number): number => {
    const list = expressions[index];
    const field = list?.kind === "path" ? program.fields[list.field] : undefined;
    if (field?.maxItems != null) return field.maxItems;
    if (field !== undefined) unbounded.add(field.path);
    return assumed.items;
  };
  for (const at of starts.reverse()) longest[at] = longestFrom(at);
  return { size: from(0), unbounded: [...unbounded] };
}
