import type { JsonObject, JsonValue } from "../../json.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { ListChangeNode, NodeId, UpdateNode } from "../definition.js";
import type { Pass, Passed } from "../pass.js";
import type { Check } from "./node-kind.js";

export const checkUpdate: Check<UpdateNode> = (node, path, known, report) => {
  const { set = {}, unset = [] } = node;
  if (Object.keys(set).length + unset.length === 0)
    report("DOES_NOTHING", path, "The step sets nothing and unsets nothing.");
  for (const name of known.attributes?.(set, unset) ?? [])
    report("ATTRIBUTE", `${path}.set.${name}`, "The schema refuses what the step sets.");
};

export const checkList: Check<ListChangeNode> = ({ add = [], remove = [] }, path, _, report) => {
  if (add.length + remove.length === 0)
    report("DOES_NOTHING", path, "The step adds to no list and removes from none.");
};

export function passUpdate(pass: Pass, id: NodeId, node: UpdateNode): Passed {
  const attributes = changesOf(node);
  pass.effects.push({ kind: "update", node: id, attributes });
  pass.facts = withAttributes(pass.facts, attributes);
  return node.next;
}

export function passList(pass: Pass, id: NodeId, node: ListChangeNode): Passed {
  const { add = [], remove = [] } = node;
  const { facts } = pass;
  pass.effects.push({ kind: "list", node: id, add, remove });
  const lists = [...new Set([...facts.lists.filter((list) => !remove.includes(list)), ...add])];
  pass.facts = { ...facts, lists, contact: { ...facts.contact, lists } };
  return node.next;
}

/** A copy is made only where something is unset. */
function changesOf({ set, unset }: UpdateNode): JsonObject {
  if (unset === undefined) return set ?? {};
  const changes: Record<string, JsonValue> = { ...set };
  for (const name of unset) changes[name] = null;
  return changes;
}

function withAttributes(facts: ContactFacts, changes: JsonObject): ContactFacts {
  const merged = { ...facts.contact.attributes, ...changes };
  const attributes = Object.values(merged).includes(null) ? withoutNull(merged) : merged;
  return { ...facts, contact: { ...facts.contact, attributes } };
}

function withoutNull(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}
