export type { LoadedProgram, PartName } from "./loaded-program.js";
export { render } from "./render-text.js";
export type { RenderInput, RenderReason } from "./request.js";
