/**
 * Writes of contacts: who, what, from, to, when and why. Rows are added and never changed.
 * `import`: the id of the import that wrote; null where it was something else.
 */
export const contactChangeTable = {
  name: "contact_change",
  columns: { contact: "text", revision: "integer", at: "integer", body: "json", import: "text?" },
  key: ["contact", "revision"],
  unique: [],
  paths: {
    all: { on: [], order: ["seq"] },
    contact: { on: ["contact"], order: ["revision"] },
    import: { on: ["import"], order: ["seq"], notNull: "import" },
  },
  erase: { by: "contact", path: "contact" },
} as const;
