export { buildProof, type ProofRequest } from "./build-proof.js";
export { type ConsentProof, proofFormat } from "./consent-proof.js";
export { type ProofFailureCode, type ProofVerdict, verifyProof } from "./verify-proof-file.js";
