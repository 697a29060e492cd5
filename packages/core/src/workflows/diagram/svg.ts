import type { NodeId, WorkflowDefinition, WorkflowNode } from "../definition.js";
import { nodeAt } from "../graph.js";
import { nodeEdges } from "../nodes/index.js";
import { edgeCount, edgeDays, entryFigures, grouped, nodeFigures } from "./count-text.js";
import { escapeXml } from "./escape-xml.js";
import { beforeFirst, type DrawnCounts } from "./figures.js";
import { type LayoutEdge, layeredLayout, type Point } from "./layered-layout.js";
import { entryText, exitTexts, type NodeText, nodeText } from "./node-text.js";
import { wrapText } from "./wrap-text.js";

/** One box of the drawing. */
interface Card extends NodeText {
  readonly id: string;
  readonly kind: WorkflowNode["kind"] | "entry";
  readonly lines: readonly string[];
  readonly figures: readonly string[];
  readonly width: number;
  readonly height: number;
}

interface DrawnEdge extends LayoutEdge {
  readonly labels: readonly string[];
  /** When it was taken, shown on hovering. */
  readonly days: readonly string[];
}

const cardWidth = 212;
const lineHeight = 17;
const margin = 28;
const headline = 34;
const figureHeight = 15;
const entryId = beforeFirst;

/**
 * A workflow drawn from top to bottom, with counts or figures where given: a self-contained SVG.
 * @example
 * const svg = workflowSvg(welcome);
 */
export function workflowSvg(definition: WorkflowDefinition, counts?: DrawnCounts): string {
  const cards = createCards(definition, counts);
  const ways = drawEdges(definition, counts);
  const layout = layeredLayout(cards, ways);
  const lanes = layout.routes.filter(({ back }) => back).length;
  const exits = exitTexts(definition);
  const inner = Math.max(layout.width + lanes * 18, 320);
  const note =
    exits.length === 0
      ? []
      : wrapText(`Leaves at once on: ${exits.join("  ·  ")}`, Math.floor(inner / 6.3), 4);
  const width = Math.ceil(inner + margin * 2);
  const foot = margin + headline + layout.height;
  const height = Math.ceil(foot + margin + (note.length === 0 ? 0 : note.length * lineHeight + 22));

  const place = ({ x, y }: Point): Point => ({ x: x + margin, y: y + margin + headline });
  const at = new Map([...layout.centers].map(([id, centre]) => [id, place(centre)]));
  const byId = new Map(cards.map((card) => [card.id, card]));
  const lines: string[] = [];
  const labels: string[] = [];
  let lane = 0;
  ways.forEach((way, index) => {
    const route = layout.routes[index];
    const [from, to] = [at.get(way.from), at.get(way.to)];
    if (route === undefined || from === undefined || to === undefined) return;
    if (route.back) {
      const x = margin + layout.width + 18 * ++lane;
      const below = from.y + (byId.get(way.from)?.height ?? 0) / 2;
      const above = to.y - (byId.get(way.to)?.height ?? 0) / 2;
      const points = [
        { x: from.x + 40, y: below },
        { x: from.x + 40, y: below + 14 },
        { x, y: below + 14 },
        { x, y: above - 22 },
        { x: to.x + 40, y: above - 22 },
        { x: to.x + 40, y: above - 2 },
      ];
      lines.push(stroke(elbows(points), ' stroke-dasharray="5 4"'));
      labels.push(pill(way, { x: from.x + 40 + 34, y: below + 14 }));
    } else {
      const points = route.points.map(place);
      lines.push(stroke(curves(points), ""));
      const [first, second] = points;
      if (first !== undefined && second !== undefined)
        labels.push(pill(way, onCurve(first, second)));
    }
  });
  const title = `Workflow ${definition.id}, version ${definition.version}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif">`,
    `<title>${escapeXml(title)}</title>`,
    `<defs><marker id="wellsent-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#94a3b8"/></marker></defs>`,
    `<rect width="${width}" height="${height}" rx="12" fill="#f8fafc"/>`,
    text(definition.id, margin, margin + 12, 16, "#0f172a", ' font-weight="650"'),
    text(
      `version ${definition.version}`,
      width - margin,
      margin + 12,
      12,
      "#64748b",
      ' text-anchor="end"',
    ),
    ...lines,
    ...labels,
    ...cards.map((card) => draw(card, at.get(card.id) ?? { x: 0, y: 0 })),
    ...footer(note, foot + 20, width),
    "</svg>",
    "",
  ].join("\n");
}

function createCards(
  definition: WorkflowDefinition,
  counts: DrawnCounts | undefined,
): readonly Card[] {
  const started = counts === undefined ? [] : [`${grouped(counts.started)} started`];
  const entered = [...started, ...entryFigures(entryId, counts)];
  const nodes = Object.entries(definition.nodes);
  return [
    card(entryId, "entry", entryText(definition), entered),
    ...nodes.map(([id, node]) =>
      card(id, node.kind, nodeText(node), nodeFigures(node, id, counts)),
    ),
  ];
}

function card(id: string, kind: Card["kind"], words: NodeText, said: readonly string[]): Card {
  const lines = wrapText(words.title, 25, 3);
  const figures = said.flatMap((line) => wrapText(line, 34, 3));
  const below = figures.length === 0 ? 0 : 6 + figures.length * figureHeight;
  const height = 34 + lines.length * lineHeight + below;
  return { id, kind, ...words, lines, figures, width: cardWidth, height };
}

/** Edges between the same two nodes are drawn as one line with all labels. */
function drawEdges(
  definition: WorkflowDefinition,
  counts: DrawnCounts | undefined,
): readonly DrawnEdge[] {
  const ways: DrawnEdge[] =
    nodeAt(definition.nodes, definition.start) === undefined
      ? []
      : [{ from: entryId, to: definition.start, labels: [], days: [] }];
  for (const [from, node] of Object.entries(definition.nodes)) {
    const labels = new Map<NodeId, string[]>();
    const days = new Map<NodeId, string[]>();
    for (const edge of nodeEdges(node)) {
      if (nodeAt(definition.nodes, edge.to) === undefined) continue;
      const label = wrapText(edge.label ?? "", 15, 1)[0];
      const words = [label, edgeCount(from, edge.label, counts)].filter(Boolean).join(" · ");
      labels.set(edge.to, [...(labels.get(edge.to) ?? []), ...(words === "" ? [] : [words])]);
      const taken = edgeDays(from, edge.label, counts).map((text) => `${edge.label}: ${text}`);
      days.set(edge.to, [...(days.get(edge.to) ?? []), ...taken]);
    }
    for (const [to, own] of labels) ways.push({ from, to, labels: own, days: days.get(to) ?? [] });
  }
  return ways;
}

const colors: Readonly<Record<Card["kind"], string>> = {
  entry: "#0f172a",
  send: "#2563eb",
  wait: "#d97706",
  waitUntil: "#d97706",
  waitUntilDate: "#d97706",
  waitSince: "#d97706",
  waitFor: "#d97706",
  branch: "#7c3aed",
  split: "#7c3aed",
  parallel: "#0891b2",
  join: "#0891b2",
  experiment: "#7c3aed",
  update: "#059669",
  list: "#059669",
  goal: "#db2777",
  webhook: "#0f766e",
  throttle: "#d97706",
  run: "#7c3aed",
  notify: "#0f766e",
  exit: "#475569",
};

function draw({ kind, caption, lines, figures, width, height, id }: Card, { x, y }: Point): string {
  const [left, top] = [x - width / 2, y - height / 2];
  const color = colors[kind];
  const filled = kind === "entry";
  const round = kind === "entry" || kind === "exit" ? 20 : 9;
  const box = `<rect x="${fix(left)}" y="${fix(top)}" width="${width}" height="${height}" rx="${round}" fill="${filled ? color : "#fff"}" stroke="${filled ? color : "#cbd5e1"}"/>`;
  const bar =
    round === 20
      ? ""
      : `<rect x="${fix(left + 7)}" y="${fix(top + 9)}" width="4" height="${height - 18}" rx="2" fill="${color}"/>`;
  const indent = left + (round === 20 ? 18 : 21);
  const words = [
    text(
      caption.toUpperCase(),
      indent,
      top + 19,
      10,
      filled ? "#cbd5e1" : color,
      ' font-weight="650" letter-spacing=".6"',
    ),
    ...lines.map((line, index) =>
      text(line, indent, top + 37 + index * lineHeight, 13.5, filled ? "#fff" : "#0f172a"),
    ),
    ...figures.map((line, index) => {
      const above = (figures.length - 1 - index) * figureHeight;
      return text(line, indent, top + height - 10 - above, 11.5, filled ? "#cbd5e1" : "#64748b");
    }),
  ];
  return `<g>${id === entryId ? "" : `<title>${escapeXml(id)}</title>`}${box}${bar}${words.join("")}</g>`;
}

function text(words: string, x: number, y: number, size: number, fill: string, more = ""): string {
  return `<text x="${fix(x)}" y="${fix(y)}" font-size="${size}" fill="${fill}"${more}>${escapeXml(words)}</text>`;
}

function stroke(path: string, more: string): string {
  return `<path d="${path}" fill="none" stroke="#94a3b8" stroke-width="1.5" marker-end="url(#wellsent-arrow)"${more}/>`;
}

function pill({ labels, days }: DrawnEdge, { x, y }: Point): string {
  if (labels.length === 0) return "";
  const words = labels.join("  /  ");
  const width = [...words].length * 6.1 + 16;
  const box = `<rect x="${fix(x - width / 2)}" y="${fix(y - 10)}" width="${fix(width)}" height="19" rx="9.5" fill="#fff" stroke="#e2e8f0"/>`;
  const hover = days.length === 0 ? "" : `<title>${escapeXml(days.join("; "))}</title>`;
  return `<g>${hover}${box}${text(words, x, y + 3.5, 11, "#334155", ' text-anchor="middle"')}</g>`;
}

/** An S-curve from rank to rank, and a straight line through a rank. */
function curves(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${fix(x)} ${fix(y)}`;
      const end = index === points.length - 1 ? y - 2 : y;
      if (index % 2 === 0 || before.x === x) return `L${fix(x)} ${fix(end)}`;
      const half = (end - before.y) / 2;
      return `C${fix(before.x)} ${fix(before.y + half)} ${fix(x)} ${fix(end - half)} ${fix(x)} ${fix(end)}`;
    })
    .join("");
}

/** A point after the middle of the first S-curve, where diverging edges are already apart. */
function onCurve(from: Point, to: Point): Point {
  const t = 0.6;
  const eased = t * t * (3 - 2 * t);
  const half = (to.y - from.y) / 2;
  const y =
    from.y * (1 - t) ** 3 +
    3 * (from.y + half) * t * (1 - t) ** 2 +
    3 * (to.y - half) * t ** 2 * (1 - t) +
    to.y * t ** 3;
  return { x: from.x + (to.x - from.x) * eased, y };
}

/** Right angles with rounded corners. */
function elbows(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${fix(point.x)} ${fix(point.y)}`;
      if (after === undefined) return `L${fix(point.x)} ${fix(point.y)}`;
      const [start, end] = [toward(point, before), toward(point, after)];
      return `L${fix(start.x)} ${fix(start.y)}Q${fix(point.x)} ${fix(point.y)} ${fix(end.x)} ${fix(end.y)}`;
    })
    .join("");
}

function toward(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(8, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function footer(note: readonly string[], y: number, width: number): readonly string[] {
  if (note.length === 0) return [];
  const height = note.length * lineHeight + 12;
  return [
    `<rect x="${margin}" y="${fix(y)}" width="${width - margin * 2}" height="${height}" rx="9" fill="none" stroke="#cbd5e1" stroke-dasharray="4 4"/>`,
    ...note.map((line, index) =>
      text(line, margin + 12, y + 19 + index * lineHeight, 12, "#475569"),
    ),
  ];
}

function fix(value: number): string {
  return String(Math.round(value * 10) / 10);
}
