import { type EntityTable, noEntities } from "../escape/markup.js";

const [SPACE, DOT, EQUALS, F, DELETE] = [32, 46, 61, 70, 127] as const;
// What becomes of an ASCII character: a closer look, itself anywhere, itself but not where a line
// begins, itself where a word follows.
export const rare = 0;
export const anywhere = 1;
export const withinLine = 2;
export const beforeWord = 3;

/** How values of one escape become quoted-printable. */
export interface QuotedPrintableTable {
  /** By ASCII code. */
  readonly kinds: Uint8Array;
  readonly entities: EntityTable["entities"];
}

export function quotedPrintableTable({ entities }: EntityTable): QuotedPrintableTable {
  return {
    entities,
    kinds: Uint8Array.from(entities, (entity, code) => {
      if (entity !== undefined || code < SPACE || code === DELETE || code === EQUALS) return rare;
      if (code === SPACE) return beforeWord;
      // SMTP doubles a dot that begins a line, and mbox spoils `From `.
      return code === DOT || code === F ? withinLine : anywhere;
    }),
  };
}

/** Nothing is replaced. */
export const bareTable: QuotedPrintableTable = quotedPrintableTable(noEntities);
