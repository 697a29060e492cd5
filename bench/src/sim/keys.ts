/** The send key behind a provider's reference, as the engine writes it. */
export function toMessageKey(ref: string): string {
  return ref.replaceAll("_", ":");
}
