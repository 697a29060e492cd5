import type { CallOptions, NoteRecord, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import { readPages } from "./reading.js";

/**
 * What colleagues wrote down about contacts. A note is personal data: it is in a person's export,
 * and goes with their erasure.
 */
export interface TenantNotes {
  /**
   * Writes a note. The same `id` twice is one note.
   * @throws InputError `INPUT_NOTE` for no text or more than 10,000 characters, `INPUT_AUTHOR`,
   * `INPUT_ID`, `INPUT_CONTACT_UNKNOWN`
   * @example
   * const note = await acme.notes.add(ann, { author: "kim", text: "Prefers mornings." });
   */
  add(
    contact: ContactReference,
    note: { readonly author: string; readonly text: string; readonly id?: string },
    options?: CallOptions,
  ): Promise<NoteRecord>;
  /**
   * Those about a contact, the oldest first.
   * @example
   * for await (const { author, text } of acme.notes.list(ann)) console.log(author, text);
   */
  list(contact: ContactReference, options?: CallOptions): AsyncIterable<NoteRecord>;
  /**
   * Gives a note another text, and says who did; `null`: there is none.
   * @throws InputError `INPUT_NOTE`, `INPUT_AUTHOR`
   * @example
   * await acme.notes.edit(note.id, { by: "lee", text: "Prefers evenings." });
   */
  edit(
    id: string,
    change: { readonly by: string; readonly text: string },
    options?: CallOptions,
  ): Promise<NoteRecord | null>;
  /** Takes a note away. `false`: there is none. */
  remove(id: string, options?: CallOptions): Promise<boolean>;
}

/** In characters: more is a document, and belongs elsewhere. */
const longest = 10_000;

export function noteFace(
  { engine, clock, ids }: Pick<AppDependencies, "engine" | "clock" | "ids">,
  tenant: TenantId,
): TenantNotes {
  const { store } = engine;
  const scope = () => ({ tenant, now: clock.now() });
  return {
    async add(contact, { author, text, id = ids.next() }, call) {
      checkText(text, longest, "text", "INPUT_NOTE");
      checkText(author, 200, "author", "INPUT_AUTHOR");
      checkText(id, 200, "id", "INPUT_ID");
      const note = { id, contact: readContactId(contact), author, text };
      const written = await store.addNote({ ...scope(), note }, call);
      if (written !== null) return written;
      throw new InputError("INPUT_CONTACT_UNKNOWN", "This tenant has no such contact.", {
        path: "contact",
        remedy: "Import or identify the contact first; ids never cross tenants.",
      });
    },
    list: (contact, call) =>
      readPages((page) =>
        store.readNotes({ tenant, contact: readContactId(contact), ...page }, call),
      ),
    async edit(id, { by, text }, call) {
      checkText(text, longest, "text", "INPUT_NOTE");
      checkText(by, 200, "by", "INPUT_AUTHOR");
      return store.changeNote({ ...scope(), id, text, by }, call);
    },
    remove: async (id, call) =>
      (await store.changeNote({ ...scope(), id, text: null, by: "" }, call)) !== null,
  };
}

function checkText(
  text: unknown,
  most: number,
  path: string,
  code: `INPUT_${string}`,
): asserts text is string {
  if (typeof text === "string" && text.trim() !== "" && text.length <= most && text.isWellFormed())
    return;
  throw new InputError(code, "This is no text, or too long.", {
    path,
    remedy: `Pass 1 to ${most} characters.`,
  });
}
