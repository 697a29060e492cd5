/**
 * Lists that an import made people join (`joined`) or leave (`left`), whose workflows begin once
 * its consent is on record.
 */
export const heldListTable = {
  name: "held_list",
  columns: {
    held: "text",
    contact: "text",
    list: "text",
    change: "text",
    at: "integer",
    revision: "integer",
  },
  key: ["held", "contact", "list"],
  unique: [],
  paths: {
    held: { on: ["held"], order: ["seq"] },
    contact: { on: ["contact"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;
