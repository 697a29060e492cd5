/** Where flows of data with the host's tables stand. */
export const flowTable = {
  name: "flow",
  columns: { id: "text", epoch: "integer", body: "json" },
  key: ["id"],
  unique: [],
  paths: {},
  erase: { never: "cursors" },
} as const;

/** A contact and its row in a table of the host. `pushAt`: something waits to be written there. */
export const flowLinkTable = {
  name: "flow_link",
  columns: {
    flow: "text",
    contact: "text",
    hostKey: "text",
    pushAt: "integer?",
    body: "json",
  },
  key: ["flow", "contact"],
  unique: [],
  paths: {
    contact: { on: ["contact"], order: [] },
    host: { on: ["flow", "hostKey"], order: [] },
    push: { on: ["flow"], order: ["pushAt"], notNull: "pushAt" },
  },
  erase: { by: "contact", path: "contact" },
} as const;

/** Values that both sides changed. */
export const flowConflictTable = {
  name: "flow_conflict",
  columns: { id: "text", flow: "text", contact: "text", at: "integer", body: "json" },
  key: ["id"],
  unique: [],
  paths: {
    flow: { on: ["flow"], order: ["seq"] },
    contact: { on: ["contact"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;
