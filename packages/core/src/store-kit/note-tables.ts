/** Notes of colleagues. A note tells of a person, so it goes with them. */
export const noteTable = {
  name: "note",
  columns: { id: "text", contact: "text", at: "integer", body: "json" },
  key: ["id"],
  unique: [],
  paths: { contact: { on: ["contact"], order: ["seq"] } },
  erase: { by: "contact", path: "contact" },
} as const;
