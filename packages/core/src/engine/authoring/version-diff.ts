import { isObject, type JsonValue, sameJson } from "../../json.js";

/** A member that two definitions do not have in common. */
export interface DefinitionChange {
  /** `nodes.first.template` */
  readonly path: string;
  /** Absent: it was added. */
  readonly before?: JsonValue;
  /** Absent: it was removed. */
  readonly after?: JsonValue;
}

/** By path, in the order of the later one's members. Lists are compared as a whole. */
export function diffDefinitions(
  before: JsonValue,
  after: JsonValue,
  path = "",
): readonly DefinitionChange[] {
  if (sameJson(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name): readonly DefinitionChange[] => {
    const at = path === "" ? name : `${path}.${name}`;
    const was = Object.hasOwn(before, name) ? before[name] : undefined;
    const is = Object.hasOwn(after, name) ? after[name] : undefined;
    if (was !== undefined && is !== undefined) return diffDefinitions(was, is, at);
    if (was !== undefined) return [{ path: at, before: was }];
    return is === undefined ? [] : [{ path: at, after: is }];
  });
}
