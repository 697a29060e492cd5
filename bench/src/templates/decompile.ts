import type { TemplateProgram } from "@wellsent/templates";

type Part = TemplateProgram["html"];

/** A part as nested pieces, from which peers are written that share every static byte with it. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly expression: number; readonly escape: number }
  | {
      readonly kind: "if";
      readonly expression: number;
      readonly not: boolean;
      readonly body: readonly Piece[];
      readonly otherwise: readonly Piece[];
    }
  | {
      readonly kind: "each";
      readonly expression: number;
      readonly scope: number;
      readonly body: readonly Piece[];
    }
  | { readonly kind: "link"; readonly link: number; readonly body: readonly Piece[] }
  | { readonly kind: "pixel" };

/**
 * Program format 1, as packages/templates documents it: EMIT, VALUE, IF, UNLESS, JUMP, EACH, NEXT,
 * LINK, PIXEL.
 */
const lengths = [2, 3, 3, 3, 2, 4, 3, 3, 1];

export function decompile({ ops, segments }: Part): readonly Piece[] {
  const number = (at: number): number => ops[at] ?? 0;
  const findLast = (from: number, to: number): number => {
    let last = from;
    for (let at = from; at < to; at += lengths[number(at)] ?? 1) last = at;
    return last;
  };
  const read = (from: number, to: number): readonly Piece[] => {
    const pieces: Piece[] = [];
    let at = from;
    while (at < to) {
      const op = number(at);
      const first = number(at + 1);
      switch (op) {
        case 0:
          pieces.push({ kind: "text", text: segments[first] ?? "" });
          at += 2;
          break;
        case 1:
          pieces.push({ kind: "value", expression: first, escape: number(at + 2) });
          at += 3;
          break;
        case 2:
        case 3: {
          const target = number(at + 2);
          const last = findLast(at + 3, target);
          const hasElse = number(last) === 4 && last < target && number(last + 1) > target;
          const end = hasElse ? number(last + 1) : target;
          pieces.push({
            kind: "if",
            expression: first,
            not: op === 3,
            body: read(at + 3, hasElse ? last : target),
            otherwise: hasElse ? read(target, end) : [],
          });
          at = end;
          break;
        }
        case 5: {
          const exit = number(at + 3);
          const next = findLast(at + 4, exit);
          if (number(next) !== 6)
            throw new Error("A loop with an else is more than this benchmark needs.");
          pieces.push({
            kind: "each",
            expression: first,
            scope: number(at + 2),
            body: read(at + 4, next),
          });
          at = exit;
          break;
        }
        case 7:
          pieces.push({ kind: "link", link: first, body: read(at + 3, number(at + 2)) });
          at = number(at + 2);
          break;
        case 8:
          pieces.push({ kind: "pixel" });
          at += 1;
          break;
        default:
          throw new Error(`Operation ${op} stands where none was expected.`);
      }
    }
    return pieces;
  };
  return read(0, ops.length);
}
