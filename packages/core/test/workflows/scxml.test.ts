import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { type AnyStateMachine, createActor, createMachine } from "xstate";
import { checkWorkflow, segmentId, type WorkflowDefinition } from "../../src/index.js";
import { workflowScxml } from "../../src/workflows/diagram/index.js";
import { transition } from "../../src/workflows/index.js";
import { arbitraryWorkflow, plainWorkflow } from "../edge/workflows/arbitrary-workflow.js";
import { context, enrolled, facts, send, start, workflow } from "../edge/workflows/fixtures.js";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads XML strictly; throws where tags do not match. */
function readXml(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const element: Element = { name, attributes, children: [], text: "" };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const at = open.at(-1);
        if (at !== undefined) at.text += text;
      },
      onclosetag: (name) => {
        if (open.pop()?.name !== name) throw new Error(`${name} is closed out of turn.`);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
  const [scxml, ...more] = root.children;
  if (scxml?.name !== "scxml" || more.length > 0 || open.length !== 1) throw new Error("no SCXML");
  return scxml;
}

type Config = Record<string, unknown>;

/** What SCXML says, as XState's configuration: it knows nothing of workflows. */
function buildMachine(scxml: Element): AnyStateMachine {
  const state = ({ attributes, children }: Element): Config => {
    const on: Record<string, Config[]> = {};
    const always: Config[] = [];
    const states: Record<string, Config> = {};
    for (const child of children) {
      const { id, event, target } = child.attributes;
      if (child.name === "transition") {
        const way = { target: `#${target}` };
        if (event === undefined) always.push(way);
        else on[event] = [...(on[event] ?? []), way];
      } else if (child.name === "state" && id !== undefined) {
        states[id] = { id, ...state(child) };
      } else if (child.name === "final" && id !== undefined) {
        states[id] = { id, type: "final" };
      }
    }
    const { initial } = attributes;
    return {
      ...{ on, always },
      ...(Object.keys(states).length === 0
        ? {}
        : { states, initial: initial ?? Object.keys(states)[0] }),
    };
  };
  return createMachine({ id: "chart", ...state(scxml) });
}

function idsIn(element: Element): readonly string[] {
  const { id } = element.attributes;
  return [...(id === undefined ? [] : [id]), ...element.children.flatMap(idsIn)];
}
function targetsIn(element: Element): readonly string[] {
  const { target, initial } = element.attributes;
  return [target, initial].flatMap((one) => one ?? []).concat(element.children.flatMap(targetsIn));
}
function jsonIn(element: Element, name: string): readonly unknown[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [JSON.parse(child.text)] : []),
    ...jsonIn(child, name),
  ]);
}
const coded = (name: string): string =>
  name.replace(/[^A-Za-z0-9-]/gu, (one) => `_x${one.codePointAt(0)?.toString(16).toUpperCase()}_`);

const sound = plainWorkflow.filter((definition) => checkWorkflow(definition).length === 0);

describe("workflowScxml", () => {
  it("is well-formed, names every state once, and leads to states that are there", () => {
    fc.assert(
      fc.property(arbitraryWorkflow, (definition) => {
        const scxml = readXml(workflowScxml(definition));
        expect(scxml.attributes).toMatchObject({
          xmlns: "http://www.w3.org/2005/07/scxml",
          ...{ version: "1.0", datamodel: "null", initial: "run" },
        });
        const ids = idsIn(scxml);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/);
        for (const target of targetsIn(scxml)) expect(ids).toContain(target);
        expect(ids.filter((id) => id.startsWith("n-"))).toHaveLength(
          Object.keys(definition.nodes).length,
        );
      }),
    );
  });

  it("loses nothing of the definition", () => {
    fc.assert(
      fc.property(arbitraryWorkflow, (definition) => {
        const scxml = readXml(workflowScxml(definition));
        const [rest] = jsonIn(scxml, "w:definition");
        const { nodes, ...own } = JSON.parse(JSON.stringify(definition));
        expect(rest).toEqual(own);
        const found = jsonIn(scxml, "w:node");
        expect(found).toHaveLength(Object.keys(nodes).length);
        expect(found).toEqual(expect.arrayContaining(Object.values(nodes)));
      }),
    );
  });

  it("leads another interpreter to where the engine's steps lead", () => {
    fc.assert(
      fc.property(sound, fc.infiniteStream(fc.boolean()), (definition, clicks) => {
        const actor = createActor(buildMachine(readXml(workflowScxml(definition))));
        actor.start();
        const at = (): string => JSON.stringify(actor.getSnapshot().value);
        let run = enrolled(definition);
        for (let steps = 0; run.status === "active" && steps < 12; steps++) {
          const now = run.wakeAt ?? start;
          const hears = clicks.next().value === true && definition.exitOn.length > 0 && steps > 0;
          const before = run;
          const inputs = hears
            ? [{ type: "event" as const, id: `e-${steps}`, name: "cancelled", at: now, data: {} }]
            : [];
          const result = transition(definition, run, inputs, facts(), context(now));
          run = result.enrollment;
          for (const { path, detail } of result.log) {
            // The nodes passed, each by the way that the log names.
            for (const id of path) {
              const took = Object.entries(detail["took"] ?? {}).find(([node]) => node === id)?.[1];
              if (typeof took === "string") actor.send({ type: `took.${coded(took)}` });
              else if (/^wait/.test(definition.nodes[id]?.kind ?? "")) actor.send({ type: "time" });
            }
          }
          if (run.status === "ended" && run.outcome === "cancelled") {
            expect(before.status).toBe("active");
            actor.send({ type: "exit.0" });
            expect(at()).toBe('"exit-0"');
            return;
          }
          const { node } = run.state;
          expect(at()).toContain(`"n-${coded(String(node))}"`);
        }
        expect(actor.getSnapshot().status).toBe(run.status === "ended" ? "done" : "active");
      }),
    );
  });

  it("is XML whatever the events are called", () => {
    const exitOn = ["a--b", "a---b", "a----", "]]>"].map(
      (event) => ({ on: "event", event, outcome: "--" }) as const,
    );
    const xml = workflowScxml(workflow({ a: send("--><x>&") }, { exitOn }));
    readXml(xml);
    for (const [, said] of xml.matchAll(/<!--(.*?)-->/g)) expect(said).not.toMatch(/--|-$/);
    expect(xml.match(/<!--/g)).toHaveLength(4);
  });

  it("keeps names apart that XML does not take", () => {
    const definition: WorkflowDefinition = workflow(
      { "until-tue-09:00": send("a", "until_x3A_"), until_x3A_: send("b"), "until:": send("c") },
      { exitOn: [{ on: "segment", segment: segmentId("a--b<"), is: "in", outcome: "x" }] },
    );
    const ids = idsIn(readXml(workflowScxml(definition)));
    expect(ids).toEqual([
      ...["run", "n-until-tue-09_x3A_00", "n-until_x5F_x3A_x5F_", "n-until_x3A_"],
      ...["n-end", "exit-0"],
    ]);
  });
});
