export type { Checkpoint } from "./notes/index.js";
export {
  formatVerifierKey,
  openCheckpoint,
  parseVerifierKey,
  type VerifierKey,
} from "./notes/index.js";
export {
  type ConsentProof,
  type ProofFailureCode,
  type ProofVerdict,
  proofFormat,
  verifyProof,
} from "./proofs/index.js";
