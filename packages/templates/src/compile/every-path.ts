import type { Expression, Part } from "../program/index.js";
import * as Op from "../program/op.js";
import { opLength } from "../program/program.js";

/** Beyond this many ways, or this many decisions on one of them, nothing is proven. */
const mostBranches = 20_000;
const mostDecisions = 1_000;

/**
 * Whether every recipient gets one of the operations wanted, whatever they are like: conditions may
 * go either way, but the same one always the same way, and lists may be empty.
 */
export function onEveryPath(part: Part, wanted: (at: number) => boolean): boolean {
  if (whateverHappens(part, wanted)) return true;
  const { ops, expressions } = part;
  const end = ops.length;
  /** By operation, how many of those wanted stand before it. */
  const before = new Int32Array(end + 1);
  const begins = new Set<number>();
  for (let at = 0, count = 0; at < end; ) {
    const next = at + (opLength[ops[at] ?? 0] ?? 1);
    begins.add(at);
    before[at] = count;
    if (wanted(at)) count++;
    before.fill(count, at + 1, next + 1);
    at = next;
  }
  const holds = (from: number, until: number): boolean =>
    (before[until] ?? 0) > (before[from] ?? 0);
  let branches = 0;

  /** Is there a way from here to the end that passes none? */
  const avoids = (
    start: number,
    known: ReadonlyMap<number, boolean>,
    decisions: number,
  ): boolean => {
    let at = start;
    while (at < end) {
      if (!holds(at, end)) return true;
      const code = ops[at] ?? 0;
      const [first = 0, second = 0, third = 0] = [ops[at + 1], ops[at + 2], ops[at + 3]];
      const next = at + (opLength[code] ?? 1);
      if (wanted(at)) return false;
      if (code === Op.JUMP) at = first;
      else if (code === Op.IF || code === Op.UNLESS) {
        // What a body with an else ends with.
        const jumps = begins.has(second - 2) && ops[second - 2] === Op.JUMP;
        const join = jumps ? (ops[second - 1] ?? second) : second;
        const decided = known.get(first);
        if (decided !== undefined) at = decided === (code === Op.IF) ? next : second;
        else if (!holds(next, join)) at = join;
        else {
          if (++branches > mostBranches || decisions > mostDecisions) return true;
          const settled = (truthy: boolean) =>
            isSettled(expressions, first) ? new Map(known).set(first, truthy) : known;
          if (avoids(next, settled(code === Op.IF), decisions + 1)) return true;
          return avoids(second, settled(code !== Op.IF), decisions + 1);
        }
      } else if (code === Op.EACH) {
        if (holds(next, third) && avoids(third, known, decisions + 1)) return true;
        at = next;
      } else at = next;
    }
    return true;
  };
  return !avoids(0, new Map(), 0);
}

/**
 * The same without asking which conditions go together: sound, in one pass, and enough for almost
 * every template.
 */
function whateverHappens({ ops }: Part, wanted: (at: number) => boolean): boolean {
  const starts: number[] = [];
  for (let at = 0; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) starts.push(at);
  const certain = new Uint8Array(ops.length + 1);
  const from = (at: number | undefined): number => certain[at ?? ops.length] ?? 0;
  for (const at of starts.reverse()) {
    const code = ops[at] ?? 0;
    const next = from(at + (opLength[code] ?? 1));
    if (wanted(at)) certain[at] = 1;
    else if (code === Op.JUMP) certain[at] = from(ops[at + 1]);
    else if (code === Op.IF || code === Op.UNLESS) certain[at] = next & from(ops[at + 2]);
    else if (code === Op.EACH) certain[at] = next & from(ops[at + 3]);
    else certain[at] = next;
  }
  return from(0) === 1;
}

/** The same all through the mail: it does not read the item of a loop. */
function isSettled(expressions: readonly Expression[], index: number): boolean {
  const expression = expressions[index];
  const all = (indices: readonly number[]): boolean =>
    indices.every((child) => isSettled(expressions, child));
  switch (expression?.kind) {
    case "path":
      return expression.scope === 0;
    case "loop":
      return false;
    case "fallback":
      return all([expression.of, expression.otherwise]);
    case "present":
      return all([expression.of]);
    case "call":
      return all([...expression.args, ...Object.values(expression.hash)]);
    default:
      return true;
  }
}
