import type { ListChangeNode, UpdateNode } from "../definition.js";
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
