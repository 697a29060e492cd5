import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { defineWorkflow } from "../../src/index.js";
import { workflowMermaid, workflowSvg } from "../../src/workflows/diagram/index.js";
import { layeredLayout } from "../../src/workflows/diagram/layered-layout.js";
import { wrapText } from "../../src/workflows/diagram/wrap-text.js";
import { arbitraryWorkflow } from "../edge/workflows/arbitrary-workflow.js";
import { workflow } from "../edge/workflows/fixtures.js";
import { lapsed, lastCall, missYou, schema } from "../edge/workflows/schema-fixture.js";

const winBack = defineWorkflow(schema, "win-back", (w) =>
  w
    .onEnter(lapsed)
    .exitOn("order.placed")
    .exitOn("delivery:unsubscribed")
    .send(missYou, { purpose: "service.account" })
    .waitFor({ clicked: missYou, timeout: "3d" }, { yes: (way) => way.exit("back") })
    .branch((c) => c.attribute("plan").is("pro"), { yes: (way) => way.wait("1d").goTo("miss-you") })
    .send(lastCall, { purpose: "service.account" }),
);
const counts = {
  started: 12_345,
  passed: { "wait-for-clicked-miss-you": 1000 },
  waiting: { "wait-for-clicked-miss-you": 77 },
  sent: { "miss-you": 12_000 },
  skipped: { "miss-you": 345 },
  took: { "wait-for-clicked-miss-you": { match: 400, timeout: 600 } },
  goals: {},
  outcomes: {},
};

/** What a strict reader sees; throws where tags do not match, or text could not stand in XML. */
function readXml(xml: string): {
  readonly texts: readonly string[];
  readonly paths: readonly string[];
} {
  const texts: string[] = [];
  const paths: string[] = [];
  const open: string[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (open.length === 0 && name !== "svg") throw new Error(`The root is ${name}.`);
        open.push(name);
        if (name === "path") paths.push(attributes["d"] ?? "");
      },
      ontext: (text) => {
        if (text.trim() !== "") texts.push(text);
      },
      onclosetag: (name, implied) => {
        if (open.pop() !== name) throw new Error(`${name} is closed out of turn.`);
        if (implied && !["rect", "path"].includes(name))
          throw new Error(`${name} was never closed.`);
      },
      onerror: (error) => {
        throw error;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
  if (open.length > 0) throw new Error(`${open.join(" ")} is left open.`);
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(xml)) throw new Error("An ampersand stands for itself.");
  return { texts, paths };
}

/** Any UTF-16 code unit: controls and halves of surrogate pairs, too. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

describe("workflowSvg", () => {
  it("says every step, way and count, and what ends a run at once", () => {
    const { texts } = readXml(workflowSvg(winBack, counts));
    for (const words of [
      "win-back",
      "version 1",
      "Enters lapsed",
      "12,345 started",
      "12,000 sent · 345 skipped",
      "1,000 · 77 waiting",
    ]) {
      expect(texts).toContain(words);
    }
    expect(texts).toContain("match · 400");
    expect(texts).toContain("timeout · 600");
    expect(texts).toContain("Leaves at once on: order.placed  ·  unsubscribed");
  });

  it("shows no counts where there are none", () => {
    const { texts } = readXml(workflowSvg(winBack));
    expect(texts).toContain("match");
    expect(texts.join(" ")).not.toMatch(/sent|started|waiting/);
  });

  it("is XML whatever a workflow is called", () => {
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 60 }),
        fc.string({ maxLength: 200 }),
        (outcome, attribute) => {
          const definition = workflow({
            mark: { kind: "update", set: { [attribute]: outcome }, next: "out" },
            out: { kind: "exit", outcome },
          });
          readXml(workflowSvg(definition));
        },
      ),
    );
    const hostile = workflow({
      out: { kind: "exit", outcome: `</text><script>alert("1")</script>&'` },
    });
    const { texts } = readXml(workflowSvg(hostile));
    expect(workflowSvg(hostile)).not.toContain("<script");
    expect(texts.join("")).toContain("</text><script>");
  });

  it("draws any workflow with one line per pair of steps, finite, and inside the picture", () => {
    fc.assert(
      fc.property(arbitraryWorkflow, (definition) => {
        const svg = workflowSvg(definition);
        const { paths } = readXml(svg);
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(paths.length).toBeGreaterThan(1);
        const [, width = "0", height = "0"] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
        for (const [, x = "0", y = "0"] of svg.matchAll(/<rect x="(-?[\d.]+)" y="(-?[\d.]+)"/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThan(Number(width));
          expect(Number(y)).toBeLessThan(Number(height));
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("layeredLayout", () => {
  const size = { width: 100, height: 40 };
  const graph = fc.integer({ min: 1, max: 14 }).chain((count) =>
    fc.record({
      nodes: fc.constant(
        Array.from({ length: count }, (_, index) => ({ id: `n${index}`, ...size })),
      ),
      edges: fc.array(
        fc
          .tuple(fc.nat(count - 1), fc.nat(count - 1))
          .map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
        { maxLength: 25 },
      ),
    }),
  );

  it("never lets two nodes touch, and leads every way downwards but those that close a loop", () => {
    fc.assert(
      fc.property(graph, ({ nodes, edges }) => {
        const { centers, routes, width, height } = layeredLayout(nodes, edges);
        const places = [...centers.values()];
        places.forEach((a, index) => {
          expect(a.x).toBeGreaterThanOrEqual(size.width / 2 - 1e-6);
          expect(a.x).toBeLessThanOrEqual(width - size.width / 2 + 1e-6);
          expect(a.y).toBeLessThanOrEqual(height - size.height / 2);
          for (const b of places.slice(index + 1)) {
            expect(Math.abs(a.x - b.x) > size.width || Math.abs(a.y - b.y) >= size.height).toBe(
              true,
            );
          }
        });
        routes.forEach(({ back, points }, index) => {
          const { from = "", to = "" } = edges[index] ?? {};
          const falls = (centers.get(to)?.y ?? 0) - (centers.get(from)?.y ?? 0);
          expect(back).toBe(falls <= 0);
          if (!back)
            expect(points.map(({ y }) => y)).toEqual(
              points.map(({ y }) => y).sort((a, b) => a - b),
            );
        });
      }),
      { numRuns: 300 },
    );
  });

  it("puts a chain in one straight line", () => {
    const nodes = ["a", "b", "c"].map((id) => ({ id, ...size }));
    const { centers } = layeredLayout(nodes, [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ]);
    expect(new Set([...centers.values()].map(({ x }) => x)).size).toBe(1);
  });
});

describe("wrapText", () => {
  it("keeps every character that has room, in lines that are short enough", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 120 }),
        fc.integer({ min: 3, max: 30 }),
        (text, width) => {
          const lines = wrapText(text, width, 1000);
          for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
          expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        },
      ),
    );
    expect(wrapText("one two three", 7, 2)).toEqual(["one two", "three"]);
    expect(wrapText("a-very-long-name", 7, 2)).toEqual(["a-very-", "long-…"]);
  });
});

describe("workflowMermaid", () => {
  it("is a flowchart with the same steps, ways and counts", () => {
    expect(workflowMermaid(winBack, counts).split("\n")).toEqual([
      "flowchart TD",
      '  start(["<b>Start</b><br/>Enters lapsed<br/>12,345"])',
      '  n0["<b>Send e-mail</b><br/>miss-you<br/>12,000 sent · 345 skipped"]',
      '  n1("<b>Wait for · 3d</b><br/>clicked miss-you<br/>1,000 · 77 waiting")',
      '  n2(["<b>End</b><br/>back<br/>0"])',
      '  n3{"<b>Branch</b><br/>plan is #34;pro#34;<br/>0"}',
      '  n4("<b>Wait</b><br/>1d<br/>0")',
      '  n5["<b>Send e-mail</b><br/>last-call<br/>0 sent"]',
      '  n6(["<b>End</b><br/>completed<br/>0"])',
      "  start --> n0",
      "  n0 --> n1",
      '  n1 -->|"match · 400"| n2',
      '  n1 -->|"timeout · 600"| n3',
      '  n3 -->|"yes · 0"| n4',
      '  n3 -->|"else · 0"| n5',
      "  n4 --> n0",
      "  n5 --> n6",
      '  leaves[/"Leaves at once: order.placed, unsubscribed"/]',
      "  start -.- leaves",
      "",
    ]);
  });

  it("cannot be broken out of", () => {
    const definition = workflow({ out: { kind: "exit", outcome: `"]; click n0 "javascript:1` } });
    expect(workflowMermaid(definition)).toContain("#34;#93;#59; click n0 #34;javascript:1");
  });
});
