export { type FallbackCounts, fallbackCounts } from "../fields/fallback-counts.js";
export { type PreviewOptions, renderPreview } from "./render-preview.js";
export { type NameAttributes, type PreviewPerson, samplePeople } from "./sample-people.js";
