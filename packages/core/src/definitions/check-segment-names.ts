import type { Schema } from "../contacts/schema.js";
import { DefinitionError } from "../errors/index.js";
import type { EventSubject } from "../segments/behavior-nodes.js";
import type { Segment, SegmentNode } from "../segments/segment.js";

/**
 * Refuses a segment that speaks of events, purposes or topics the schema does not have: for
 * segments that come as JSON, what `tsc` does for those built in code. Attributes cannot be checked
 * so: a Standard Schema does not list its members.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT_NAME` with the path
 */
export function checkSegmentNames(schema: Schema, segment: Segment): void {
  visit(segment.where, "where", schema);
}

function visit(node: SegmentNode, path: string, schema: Schema): void {
  if (node.op === "not") visit(node.of, `${path}.of`, schema);
  if (node.op === "and" || node.op === "or") {
    for (const [index, child] of node.of.entries()) visit(child, `${path}.of[${index}]`, schema);
  }
  const knows = (name: string): boolean => Object.hasOwn(schema.events, name);
  const checkEvents = ({ event }: EventSubject, at: string): void => {
    const names = typeof event === "string" ? [event] : event;
    if (!names.every(knows)) refuse("event", `${at}.event`);
  };
  if (node.op === "sequence") {
    for (const [index, step] of node.steps.entries()) checkEvents(step, `${path}.steps[${index}]`);
  } else if ("event" in node) {
    checkEvents(node, path);
  }
  if (node.op === "event" && node.paired !== undefined) checkEvents(node.paired, `${path}.paired`);
  if ((node.op === "consent" || node.op === "message") && node.purpose !== undefined) {
    const purpose = Object.hasOwn(schema.purposes, node.purpose)
      ? schema.purposes[node.purpose]
      : undefined;
    if (purpose === undefined) refuse("purpose", `${path}.purpose`);
    const topic = node.op === "consent" ? node.topic : undefined;
    if (topic !== undefined && purpose?.topics?.includes(topic) !== true)
      refuse("topic", `${path}.topic`);
  }
}

function refuse(kind: string, path: string): never {
  throw new DefinitionError("DEFINITION_SEGMENT_NAME", `The schema has no such ${kind}.`, {
    path,
    remedy: `Name a ${kind} of the schema, or add it there.`,
  });
}
