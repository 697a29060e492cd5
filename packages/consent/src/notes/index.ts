export {
  type Checkpoint,
  type CheckpointRequest,
  formatCheckpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from "./checkpoint.js";
export {
  type NoteSignature,
  type OpenedNote,
  openNote,
  type ParsedNote,
  parseNote,
  signNote,
} from "./signed-note.js";
export { ed25519Signer, type NoteSigner } from "./signer.js";
export { formatTlogProof, parseTlogProof, type TlogProof } from "./tlog-proof.js";
export { formatVerifierKey, parseVerifierKey, type VerifierKey } from "./verifier-key.js";
