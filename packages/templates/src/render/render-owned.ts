import type { TrackedLink } from "@wellsent/core";
import type { LoadedProgram, PartName } from "./loaded-program.js";
import {
  type RenderBuffer,
  renderBuffer,
  renderBytes,
  renderedBytes,
  renderedLinks,
} from "./render-bytes.js";
import type { RenderInput, RenderReason } from "./request.js";

export type OwnedBytes =
  | ({
      readonly rendered: true;
      readonly fallbacks: readonly string[];
      /**
       * The targets of the click links, see `RenderResult` of the `Renderer` port: keep it with the
       * message.
       */
      readonly links: readonly TrackedLink[];
    } & {
      readonly [Name in PartName]: Uint8Array<ArrayBuffer>;
    })
  | { readonly rendered: false; readonly reasons: readonly RenderReason[] };

let shared: RenderBuffer | null = null;

/** The same as `renderBytes`, but into new memory that the caller may keep. */
export function renderOwned(program: LoadedProgram, input: RenderInput): OwnedBytes {
  // Taken out while in use, so that a formatter that renders something itself gets another one.
  const buffer = shared ?? renderBuffer();
  shared = null;
  try {
    if (!renderBytes(program, input, buffer))
      return { rendered: false, reasons: [...buffer.reasons] };
    const copy = (part: PartName): Uint8Array<ArrayBuffer> => renderedBytes(buffer, part).slice();
    return {
      rendered: true,
      subject: copy("subject"),
      preheader: copy("preheader"),
      html: copy("html"),
      text: copy("text"),
      fallbacks: [...buffer.fallbacks],
      links: renderedLinks(buffer),
    };
  } finally {
    shared = buffer;
  }
}
