// The plainest reading of the program format, for comparing with. Slow on purpose; not what ships.
import {
  Escape,
  type Expression,
  Op,
  type Part,
  type TemplateProgram,
} from "../../src/program/index.js";

/** Fields that are called otherwise than the link they hold. */
const fieldOf: Readonly<Record<string, string>> = {
  view: "viewInBrowser",
  wording: "privacyNotice",
};

export interface ReferenceInput {
  readonly data: unknown;
  readonly memberships?: readonly string[];
  readonly urls?: Readonly<Record<string, string>>;
  readonly helpers?: Readonly<
    Record<string, (args: readonly unknown[], hash: Readonly<Record<string, unknown>>) => unknown>
  >;
}

interface Loop {
  readonly entries: readonly (readonly [string | number, unknown])[];
  at: number;
}

function own(value: unknown, key: string): unknown {
  if (value === null || value === undefined || !Object.hasOwn(Object(value), key)) return undefined;
  const found: unknown = Reflect.get(Object(value), key);
  return typeof found === "function" ? undefined : found;
}

export function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function printed(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
  "`": "&#x60;",
  "=": "&#x3D;",
};

function escaped(text: string, how: number): string {
  const plain: readonly number[] = [
    Escape.plain,
    Escape.header,
    Escape.html,
    Escape.compatRaw,
    Escape.plainUrlStart,
  ];
  return plain.includes(how)
    ? text
    : text.replace(/[&<>"'`=]/g, (character) => entities[character] ?? "");
}

export function runPart(part: Part, input: ReferenceInput): string {
  const scopes: unknown[] = [input.data];
  const loops: Loop[] = [];
  const evaluate = (index: number): unknown => {
    const expr = part.expressions[index] as Expression;
    switch (expr.kind) {
      case "literal":
        return expr.value;
      case "path":
        return expr.keys.reduce(own, scopes[expr.scope]);
      case "loop": {
        const loop = loops[expr.scope] as Loop;
        const variables = {
          index: loop.at,
          key: loop.entries[loop.at]?.[0],
          first: loop.at === 0,
          last: loop.at === loop.entries.length - 1,
        };
        return variables[expr.variable];
      }
      case "fallback": {
        const value = evaluate(expr.of);
        return value === undefined || value === null || String(value).trim() === ""
          ? evaluate(expr.otherwise)
          : value;
      }
      case "call": {
        const hash = Object.fromEntries(
          Object.entries(expr.hash).map(([name, at]) => [name, evaluate(at)]),
        );
        return input.helpers?.[expr.helper]?.(expr.args.map(evaluate), hash);
      }
      case "present": {
        const value = evaluate(expr.of);
        return value === 0 || truthy(value);
      }
      case "member":
        return input.memberships?.includes(expr.segment) ?? false;
      case "url":
        return input.urls?.[expr.role] ?? own(input.data, fieldOf[expr.role] ?? expr.role);
      case "salutation":
        return "Hello";
    }
  };
  let out = "";
  const { ops } = part;
  const operand = (at: number): number => ops[at] ?? -1;
  for (let at = 0; at < ops.length; ) {
    const [a, b, c] = [operand(at + 1), operand(at + 2), operand(at + 3)];
    switch (ops[at]) {
      case Op.EMIT:
        out += part.segments[a] ?? "";
        at += 2;
        break;
      case Op.VALUE:
        out += escaped(printed(evaluate(a)), b);
        at += 3;
        break;
      case Op.IF:
        at = truthy(evaluate(a)) ? at + 3 : b;
        break;
      case Op.UNLESS:
        at = truthy(evaluate(a)) ? b : at + 3;
        break;
      case Op.JUMP:
        at = a;
        break;
      case Op.EACH: {
        const value = evaluate(a);
        const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
        loops[b] = {
          entries: Array.isArray(value) ? value.map((item, index) => [index, item]) : entries,
          at: 0,
        };
        scopes[b] = loops[b].entries[0]?.[1];
        at = entries.length > 0 ? at + 4 : c;
        break;
      }
      case Op.NEXT: {
        const loop = loops[a] as Loop;
        loop.at++;
        scopes[a] = loop.entries[loop.at]?.[1];
        at = loop.at < loop.entries.length ? b : at + 3;
        break;
      }
      case Op.LINK:
        at += 3;
        break;
      case Op.PIXEL:
        at += 1;
        break;
      default:
        throw new Error(`no operation ${ops[at]}`);
    }
  }
  return out;
}

export function runHtml(program: TemplateProgram, input: ReferenceInput): string {
  return runPart(program.html, input);
}
