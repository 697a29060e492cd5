/**
 * Tasks for colleagues. `owner` is empty where a task is nobody's. A task tells of a person, so it
 * goes with them.
 */
export const taskTable = {
  name: "task",
  columns: {
    key: "text",
    contact: "text",
    run: "text",
    workflow: "text",
    owner: "text",
    state: "text",
    at: "integer",
    mail: "text?",
    body: "json",
  },
  key: ["key"],
  unique: [],
  paths: {
    state: { on: ["state"], order: ["seq"] },
    owner: { on: ["owner", "state"], order: ["seq"] },
    contact: { on: ["contact"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;
