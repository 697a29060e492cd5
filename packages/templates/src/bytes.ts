export {
  type RenderBuffer,
  renderBuffer,
  renderBytes,
  renderedBytes,
  renderedLinks,
} from "./render/render-bytes.js";
export { type OwnedBytes, renderOwned } from "./render/render-owned.js";
