import {
  digestProgram,
  type Expression,
  type FieldUse,
  type LinkSpec,
  Op,
  type Part,
  type TemplateProgram,
} from "../../../src/program/index.js";
import { greetingsFor } from "../../../src/salutation/greetings.js";

/** Expressions as a tree; the assembler flattens them children first. */
export type Tree =
  | { readonly literal: string | number | boolean | null }
  | { readonly path: readonly string[]; readonly scope?: number; readonly field?: number }
  | { readonly loop: "index" | "key" | "first" | "last"; readonly scope: number }
  | { readonly fallback: Tree; readonly otherwise: Tree }
  | {
      readonly call: string;
      readonly args: readonly Tree[];
      readonly hash?: Readonly<Record<string, Tree>>;
    }
  | { readonly present: Tree }
  | { readonly member: string }
  | { readonly url: "unsubscribe" | "preferences" | "view" | "confirm" }
  | { readonly salutation: Readonly<Record<string, Tree>> };

export type Piece =
  | string
  | { readonly value: Tree; readonly escape: number }
  | { readonly when: Tree; readonly shows: readonly Piece[]; readonly otherwise?: readonly Piece[] }
  | {
      readonly each: Tree;
      readonly scope: number;
      readonly body: readonly Piece[];
      readonly otherwise?: readonly Piece[];
    }
  | { readonly link: number; readonly body: readonly Piece[] }
  | { readonly pixel: true };

/** A part written by hand, so that the interpreter is tested apart from the compiler. */
export function part(pieces: readonly Piece[]): Part {
  const segments: string[] = [];
  const ops: number[] = [];
  const expressions: Expression[] = [];
  const add = (expression: Expression): number => expressions.push(expression) - 1;
  const named = (trees: Readonly<Record<string, Tree>> = {}): Record<string, number> =>
    Object.fromEntries(Object.entries(trees).map(([name, tree]) => [name, flatten(tree)]));
  const flatten = (tree: Tree): number => {
    if ("literal" in tree) return add({ kind: "literal", value: tree.literal });
    if ("path" in tree)
      return add({
        kind: "path",
        scope: tree.scope ?? 0,
        keys: tree.path,
        field: tree.field ?? -1,
      });
    if ("loop" in tree) return add({ kind: "loop", scope: tree.scope, variable: tree.loop });
    if ("fallback" in tree) {
      const of = flatten(tree.fallback);
      return add({ kind: "fallback", of, otherwise: flatten(tree.otherwise) });
    }
    if ("call" in tree) {
      const args = tree.args.map(flatten);
      return add({ kind: "call", helper: tree.call, args, hash: named(tree.hash) });
    }
    if ("present" in tree) return add({ kind: "present", of: flatten(tree.present) });
    if ("member" in tree) return add({ kind: "member", segment: tree.member });
    if ("url" in tree) return add({ kind: "url", role: tree.url });
    return add({
      kind: "salutation",
      greetings: greetingsFor("en"),
      options: named(tree.salutation),
    });
  };
  const emit = (list: readonly Piece[]): void => {
    for (const piece of list) {
      if (typeof piece === "string") ops.push(Op.EMIT, segments.push(piece) - 1);
      else if ("value" in piece) ops.push(Op.VALUE, flatten(piece.value), piece.escape);
      else if ("pixel" in piece) ops.push(Op.PIXEL);
      else if ("link" in piece) {
        const hole = ops.push(Op.LINK, piece.link, 0) - 1;
        emit(piece.body);
        ops[hole] = ops.length;
      } else if ("when" in piece) {
        const hole = ops.push(Op.IF, flatten(piece.when), 0) - 1;
        emit(piece.shows);
        const over = ops.push(Op.JUMP, 0) - 1;
        ops[hole] = ops.length;
        emit(piece.otherwise ?? []);
        ops[over] = ops.length;
      } else {
        const hole = ops.push(Op.EACH, flatten(piece.each), piece.scope, 0) - 1;
        const body = ops.length;
        emit(piece.body);
        ops.push(Op.NEXT, piece.scope, body);
        const over = ops.push(Op.JUMP, 0) - 1;
        ops[hole] = ops.length;
        emit(piece.otherwise ?? []);
        ops[over] = ops.length;
      }
    }
  };
  emit(pieces);
  return { segments, ops, expressions };
}

export function use(path: string, over: Partial<FieldUse> = {}): FieldUse {
  return {
    path,
    type: "text",
    declared: true,
    required: false,
    fallback: null,
    maxLength: null,
    maxItems: null,
    options: {},
    ...over,
  };
}

export interface Assembly
  extends Partial<Pick<TemplateProgram, "messageClass" | "purpose" | "topic" | "wayOut">> {
  readonly id?: string;
  readonly locale?: string;
  readonly fields?: readonly FieldUse[];
  readonly links?: readonly LinkSpec[];
  readonly subject?: readonly Piece[];
  readonly preheader?: readonly Piece[];
  readonly html?: readonly Piece[];
  readonly text?: readonly Piece[];
  readonly helpers?: readonly string[];
}

export function assemble(given: Assembly): TemplateProgram {
  const { purpose, topic, wayOut } = given;
  const program: Omit<TemplateProgram, "digest"> = {
    format: "wellsent.template/2",
    id: given.id ?? "hand-made",
    messageClass: given.messageClass ?? "marketing",
    ...(purpose === undefined ? {} : { purpose }),
    ...(topic === undefined ? {} : { topic }),
    ...(wayOut === undefined ? {} : { wayOut }),
    channel: "email",
    locale: given.locale ?? "en",
    sources: { mjml: "none", compiler: "test" },
    fields: given.fields ?? [],
    helpers: given.helpers ?? [],
    segments: [],
    links: given.links ?? [],
    subject: part(given.subject ?? ["Subject"]),
    preheader: part(given.preheader ?? []),
    html: part(given.html ?? ["<p>Hello</p>"]),
    text: part(given.text ?? ["Hello"]),
  };
  return { ...program, digest: digestProgram(program) };
}
