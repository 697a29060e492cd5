import type { DefinitionCatalog } from "./definition-catalog.js";

/**
 * The definitions that an engine works by, replaced as a whole when some are added. A call that
 * asks the store for facts first and judges by them afterwards holds on to {@link now}: what was
 * added in between would judge by facts that nobody has read.
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
    now: () => current,
    replace: (next) => {
      current = next;
    },
  };
}
