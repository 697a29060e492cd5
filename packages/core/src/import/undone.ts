import { InputError } from "../errors/index.js";

/** The name under which a store knows that the undo of an import has begun. */
export function undoName(importId: string): string {
  return `undo:${importId}`;
}

export function importUndone(): InputError {
  return new InputError("INPUT_IMPORT_UNDONE", "The undo of this import has begun.", {
    path: "importId",
    remedy: "Import the file under another id.",
  });
}
