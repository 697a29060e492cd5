/**
 * Calls to the outside that runs wait for. `dueAt` is when the next attempt may begin, which is
 * also the end of the lease of the last one. A call leaves with its end: the run's log tells of it.
 */
export const callTable = {
  name: "call",
  columns: {
    key: "text",
    contact: "text",
    run: "text",
    attempts: "integer",
    until: "integer",
    dueAt: "integer?",
    body: "json",
  },
  key: ["key"],
  unique: [],
  paths: {
    due: { on: [], order: ["dueAt"], notNull: "dueAt" },
    contact: { on: ["contact"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;
