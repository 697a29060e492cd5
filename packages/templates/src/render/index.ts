export type { LoadedProgram, PartName } from "./loaded-program.js";
export { bytesOf, type RenderBuffer, renderBuffer, renderBytes } from "./render-bytes.js";
export { type OwnedBytes, renderOwned } from "./render-owned.js";
export { render } from "./render-text.js";
export type { RenderInput, RenderReason } from "./request.js";
