/**
 * Fresh, unguessable, never repeated ids. SHOULD sort by time (UUIDv7) so that indexes stay dense.
 */
export interface IdSource {
  next(): string;
}
