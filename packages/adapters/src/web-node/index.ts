export { type NodeHandlerOptions, nodeHandler } from "./node-handler.js";
