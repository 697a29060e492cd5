/** Bytes fit for keys and salts. MUST be cryptographically secure outside tests. */
export interface Random {
  bytes(length: number): Uint8Array;
}
