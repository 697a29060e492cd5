export { type PublicEndpoint, type WebHandlerOptions, webHandler } from "./web-handler.js";
