/** The last turns of a throttle, as a JSON list of instants in their order, some of them ahead. */
export const throttleTable = {
  name: "throttle",
  columns: { key: "text", turns: "json" },
  key: ["key"],
  unique: [],
  paths: {},
  erase: { never: "instants of turns, and nobody's name" },
} as const;

/**
 * Calls to the outside, of two kinds: see `CallKind`. `dueAt` is when the next attempt may begin,
 * which is also the end of the lease of the last one. A call leaves with its end: the run's log
 * tells of it. `failure` is the code of why the last attempt that ended is made again.
 */
export const callTable = {
  name: "call",
  columns: {
    key: "text",
    kind: "text",
    contact: "text",
    run: "text",
    attempts: "integer",
    until: "integer",
    dueAt: "integer?",
    body: "json",
    failure: "text?",
  },
  key: ["key"],
  unique: [],
  paths: {
    due: { on: [], order: ["dueAt"], notNull: "dueAt" },
    contact: { on: ["contact"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;
