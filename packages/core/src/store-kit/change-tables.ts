/** Writes of contacts: who, what, from, to, when and why. Rows are added and never changed. */
export const contactChangeTable = {
  name: "contact_change",
  columns: { contact: "text", revision: "integer", at: "integer", body: "json" },
  key: ["contact", "revision"],
  unique: [],
  paths: {
    all: { on: [], order: ["seq"] },
    contact: { on: ["contact"], order: ["revision"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;
