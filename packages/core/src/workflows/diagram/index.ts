export { workflowMermaid } from "./mermaid.js";
export { workflowSvg } from "./svg.js";
