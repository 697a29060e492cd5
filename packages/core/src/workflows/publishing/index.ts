export {
  isDiscarded,
  readDraft,
  type WorkflowDraft,
  writeDiscarded,
  writeDraft,
} from "./draft.js";
export {
  type Publication,
  type Publications,
  readPublications,
  writePublications,
} from "./publications.js";
