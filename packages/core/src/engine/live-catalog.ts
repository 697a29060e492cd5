import type { DefinitionCatalog } from "./definition-catalog.js";

/**
 * The definitions that an engine works by, replaced as a whole on each addition. A call that first
 * reads facts from the store and then judges by them must keep one {@link now}: for definitions
 * added in between, the facts were not read.
 */
export interface LiveCatalog extends DefinitionCatalog {
  readonly now: () => DefinitionCatalog;
  readonly replace: (next: DefinitionCatalog) => void;
}

export function liveCatalog(first: DefinitionCatalog): LiveCatalog {
  let current = first;
  return {
    get segments() {
      return current.segments;
    },
    get current() {
      return current.current;
    },
    get segmentNeeds() {
      return current.segmentNeeds;
    },
    get entryNeeds() {
      return current.entryNeeds;
    },
    get triggerLists() {
      return current.triggerLists;
    },
    get timed() {
      return current.timed;
    },
    get holidays() {
      return current.holidays;
    },
    now: () => current,
    replace: (next) => {
      current = next;
    },
  };
}
