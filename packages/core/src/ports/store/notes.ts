import type { ContactId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../call-options.js";
import type { Page, Paged } from "./page.js";
import type { StoreScope } from "./scope.js";

/** What a colleague wrote down about a person. */
export interface NoteRecord {
  readonly id: string;
  readonly contact: ContactId;
  /** Who wrote it, as the host names its people. */
  readonly author: string;
  readonly text: string;
  readonly at: Instant;
  /** Who last changed it, and when; `null`: nobody has. */
  readonly edited: { readonly by: string; readonly at: Instant } | null;
}

/** Notes of a tenant's colleagues. A person who is erased takes theirs along. */
export interface StoreNotes {
  /** The note as it stands; the same id twice is one note. `null`: there is no such contact. */
  addNote(
    call: StoreScope & {
      readonly note: Pick<NoteRecord, "id" | "contact" | "author" | "text">;
    },
    options?: CallOptions,
  ): Promise<NoteRecord | null>;
  /** Another text, or with `null` none: the note goes. `null`: there is no such note. */
  changeNote(
    call: StoreScope & { readonly id: string; readonly text: string | null; readonly by: string },
    options?: CallOptions,
  ): Promise<NoteRecord | null>;
  /** Those about one contact, the oldest first. */
  readNotes(
    call: { readonly tenant: TenantId; readonly contact: ContactId } & Page,
    options?: CallOptions,
  ): Promise<Paged<NoteRecord>>;
}
