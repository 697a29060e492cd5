import type { JsonValue } from "../../json.js";
import type { ExitRule, NodeId, WorkflowDefinition, WorkflowNode } from "../definition.js";
import { nodeAt } from "../graph.js";
import { nodeEdges } from "../nodes/index.js";
import { memberSignal } from "../workflow-input.js";
import { escapeXml } from "./escape-xml.js";

/**
 * A workflow as a state chart in SCXML 1.0 (W3C Recommendation of 1 September 2015), for editors,
 * model checkers and other engines. A state is a node, by `n-` and its id. It is left
 *
 * - at once, where a node has one way on and does not wait,
 * - on `time`, when its wait is over,
 * - on `took.` and the way's name, where it has several: the names that the step log has in `took`.
 *
 * What ends a run at once is a transition of the state around all nodes, on `exit.` and the rule's
 * index. The rest of the definition stands as JSON in elements of the namespace
 * `urn:wellsent:workflow:1`, so that nothing is lost. What is no name in XML is written as `_x3A_`.
 * @example
 * await writeFile("welcome.scxml", workflowScxml(welcome));
 */
export function workflowScxml(definition: WorkflowDefinition): string {
  const { nodes, start, exitOn, ...rest } = definition;
  const first = nodeAt(nodes, start) === undefined ? "" : ` initial="${stateId(start)}"`;
  const own = Object.entries(nodes);
  const inner = own.filter(([, node]) => nodeEdges(node).length > 0);
  const ends = own.filter(([, node]) => nodeEdges(node).length === 0);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:w="urn:wellsent:workflow:1" version="1.0" datamodel="null" name="${escapeXml(encoded(definition.id))}" initial="run">`,
    `  ${json("definition", { ...rest, start, exitOn })}`,
    `  <state id="run"${inner.some(([id]) => id === start) ? first : ""}>`,
    ...(inner.some(([id]) => id === start) ? [] : [`    <transition target="${stateId(start)}"/>`]),
    ...exitOn.map(
      (rule, index) =>
        `    <transition event="exit.${index}" target="exit-${index}">${comment(rule)}</transition>`,
    ),
    ...inner.flatMap(([id, node]) => stateLines(id, node, definition)),
    "  </state>",
    ...ends.map(([id, node]) => `  <final id="${stateId(id)}">${json("node", node)}</final>`),
    ...exitOn.map((rule, index) => `  <final id="exit-${index}">${json("exit", rule)}</final>`),
    "</scxml>",
    "",
  ].join("\n");
}

function stateLines(
  id: NodeId,
  node: WorkflowNode,
  { nodes }: WorkflowDefinition,
): readonly string[] {
  const ways = nodeEdges(node).filter(({ to }) => nodeAt(nodes, to) !== undefined);
  return [
    `    <state id="${stateId(id)}">`,
    `      ${json("node", node)}`,
    ...ways.map(({ to, label, waits }) => {
      const event = label === null ? (waits ? "time" : null) : `took.${encoded(label)}`;
      const on = event === null ? "" : ` event="${event}"`;
      return `      <transition${on} target="${stateId(to)}"/>`;
    }),
    "    </state>",
  ];
}

function stateId(id: NodeId): string {
  return `n-${encoded(id)}`;
}

/** A part of an NCName of XML: everything else, and what looks like a code itself, is coded. */
function encoded(name: string): string {
  return name.replace(
    /[^A-Za-z0-9-]/gu,
    (character) => `_x${character.codePointAt(0)?.toString(16).toUpperCase()}_`,
  );
}

function json(name: string, value: JsonValue | object): string {
  return `<w:${name}>${escapeXml(JSON.stringify(value))}</w:${name}>`;
}

/** What a person reads; two hyphens would end it. */
function comment(rule: ExitRule): string {
  const signal = rule.on === "event" ? rule.event : memberSignal(rule.segment, rule.is === "in");
  return `<!-- ${escapeXml(signal).replace(/-(?=-)/g, "- ")} -->`;
}
