export { type PreviewOptions, renderPreview } from "./render-preview.js";
export { type NameAttributes, type PreviewPerson, samplePeople } from "./sample-people.js";
