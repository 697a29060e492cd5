export {
  bytesOf,
  linksOf,
  type RenderBuffer,
  renderBuffer,
  renderBytes,
} from "./render/render-bytes.js";
export { type OwnedBytes, renderOwned } from "./render/render-owned.js";
