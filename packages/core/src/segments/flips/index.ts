export { type FactsChange, type FlipIndex, type Flips, flipIndex } from "./flip-index.js";
