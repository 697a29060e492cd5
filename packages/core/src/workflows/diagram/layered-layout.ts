import { orderRanks, type Slot } from "./order-ranks.js";
import { placeRanks } from "./place-ranks.js";

export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** The centers of the nodes, by id. */
  readonly centers: ReadonlyMap<string, Point>;
  /**
   * One route per given edge, from the bottom of its source to the top of its target. `back` edges
   * close a loop and have no route.
   */
  readonly routes: readonly { readonly points: readonly Point[]; readonly back: boolean }[];
  readonly width: number;
  readonly height: number;
}

const rankGap = 62;

/**
 * Lays out a graph from top to bottom by K. Sugiyama's method: longest-path ranks, then an order
 * with few crossings, then positions close to the neighbors. The first node is at the top. Edges
 * that close a loop are marked.
 */
export function layeredLayout(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout {
  const ranked = rankNodes(nodes, edges);
  const slots = new Map<string, Slot>(nodes.map(({ id, width }) => [id, slot(id, width)]));
  const ranks: Slot[][] = [];
  for (const [id, own] of slots) put(ranks, ranked.get(id) ?? 0, own);

  const chains = edges.map(({ from, to }, index): readonly Slot[] | null => {
    const [first, last] = [slots.get(from), slots.get(to)];
    const [top, bottom] = [ranked.get(from) ?? 0, ranked.get(to) ?? 0];
    if (first === undefined || last === undefined || bottom <= top) return null;
    const chain = [first];
    for (let rank = top + 1; rank < bottom; rank++) {
      const passing = slot(`${index}:${rank}`, 12);
      put(ranks, rank, passing);
      chain.push(passing);
    }
    chain.push(last);
    chain.forEach((one, at) => {
      const next = chain[at + 1];
      if (next === undefined) return;
      one.below.push(next);
      next.above.push(one);
    });
    return chain;
  });

  const xs = placeRanks(orderRanks(ranks));
  const heights = new Map(nodes.map(({ id, height }) => [id, height]));
  const tall = ranks.map((rank) => Math.max(0, ...rank.map(({ id }) => heights.get(id) ?? 0)));
  const tops: number[] = [];
  let height = 0;
  for (const own of tall) {
    tops.push(height);
    height += own + rankGap;
  }
  const left = Math.min(0, ...[...xs].map(([{ width }, x]) => x - width / 2));
  const centerX = (one: Slot): number => (xs.get(one) ?? 0) - left;

  const centers = new Map<string, Point>();
  for (const [id, own] of slots) {
    const rank = ranked.get(id) ?? 0;
    centers.set(id, { x: centerX(own), y: (tops[rank] ?? 0) + (heights.get(id) ?? 0) / 2 });
  }
  const routes = chains.map((chain, index) => {
    if (chain === null) return { points: [], back: true };
    const top = ranked.get(edges[index]?.from ?? "") ?? 0;
    const points = chain.flatMap((one, at): Point[] => {
      const y = tops[top + at] ?? 0;
      const foot = y + (heights.get(one.id) ?? tall[top + at] ?? 0);
      if (at === 0) return [{ x: centerX(one), y: foot }];
      return at === chain.length - 1
        ? [{ x: centerX(one), y }]
        : [
            { x: centerX(one), y },
            { x: centerX(one), y: foot },
          ];
    });
    return { points, back: false };
  });
  const width = Math.max(0, ...[...xs].map(([one]) => centerX(one) + one.width / 2));
  return { centers, routes, width, height: Math.max(0, height - rankGap) };
}

function slot(id: string, width: number): Slot {
  return { id, width, above: [], below: [] };
}

function put(ranks: Slot[][], rank: number, one: Slot): void {
  while (ranks.length <= rank) ranks.push([]);
  ranks[rank]?.push(one);
}

/** Ranks each node by the longest path from the first node, ignoring edges that close a loop. */
function rankNodes(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): ReadonlyMap<string, number> {
  const below = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) if (below.has(to)) below.get(from)?.push(to);
  const state = new Map<string, "open" | "done">();
  const finished: string[] = [];
  const forward = new Map<string, string[]>();
  for (const { id: root } of nodes) {
    if (state.has(root)) continue;
    state.set(root, "open");
    const stack = [{ id: root, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = below.get(top.id)?.[top.next++];
      if (to === undefined) {
        state.set(top.id, "done");
        finished.push(top.id);
        stack.pop();
      } else if (state.get(to) !== "open") {
        forward.set(top.id, [...(forward.get(top.id) ?? []), to]);
        if (!state.has(to)) {
          state.set(to, "open");
          stack.push({ id: to, next: 0 });
        }
      }
    }
  }
  const ranks = new Map<string, number>(nodes.map(({ id }) => [id, 0]));
  for (const id of finished.reverse()) {
    for (const to of forward.get(id) ?? [])
      ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(id) ?? 0) + 1));
  }
  return ranks;
}
