export { readDraft, type WorkflowDraft, writeDraft } from "./draft.js";
export {
  type Publication,
  type Publications,
  readPublications,
  writePublications,
} from "./publications.js";
