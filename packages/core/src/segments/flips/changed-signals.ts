import { isObject, sameJson } from "../../json.js";
import type { ContactFacts, EventFact } from "../../ports/store/facts.js";
import { attributeReader, isContactField } from "../attribute-reader.js";
import type { Signal } from "./leaf-signals.js";

const fields = [
  "locale",
  "timeZone",
  "jurisdiction",
  "createdAt",
  "channels",
  "lastOpenDay",
].filter(isContactField);
const fieldReaders = fields.map((field) => ({
  signal: `attribute $${field}` as const,
  read: attributeReader(`$${field}`),
}));

/** What differs between two states of a contact's facts. Membership is left to the index. */
export function changedSignals(before: ContactFacts, after: ContactFacts): readonly Signal[] {
  const changed: Signal[] = ["anything"];
  if (before.contact !== after.contact) {
    const [old, now] = [before.contact.attributes, after.contact.attributes];
    if (old !== now) {
      for (const name in now)
        if (old[name] !== now[name] && differ(old[name], now[name]))
          changed.push(`attribute ${name}`);
      for (const name in old) if (!Object.hasOwn(now, name)) changed.push(`attribute ${name}`);
    }
    for (const { signal, read } of fieldReaders) {
      const [was, is] = [read(before.contact), read(after.contact)];
      if (was !== is && differ(was, is)) changed.push(signal);
    }
    if (before.contact.timeZone?.name !== after.contact.timeZone?.name) changed.push("zone");
  }
  if (before.events !== after.events)
    for (const name of changedNames(before.events, after.events)) changed.push(`event ${name}`);
  if (before.messages !== after.messages) changed.push("messages");
  if (before.lists !== after.lists) {
    for (const list of after.lists) if (!before.lists.includes(list)) changed.push(`list ${list}`);
    for (const list of before.lists) if (!after.lists.includes(list)) changed.push(`list ${list}`);
  }
  return changed;
}

/** Values that are written anew are often the same. */
function differ(
  was: ContactFacts["contact"]["attributes"][string] | undefined,
  is: ContactFacts["contact"]["attributes"][string] | undefined,
): boolean {
  if (was === undefined || is === undefined) return true;
  const structured = isObject(was) || Array.isArray(was);
  return !structured || !sameJson(was, is);
}

/** Names of the events that only one of the two has. The shared tail is most of both. */
function changedNames(
  before: readonly EventFact[],
  after: readonly EventFact[],
): ReadonlySet<string> {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before.at(-1 - same) === after.at(-1 - same)) same++;
  const heads = [...before.slice(0, before.length - same), ...after.slice(0, after.length - same)];
  return new Set(heads.map(({ name }) => name));
}
