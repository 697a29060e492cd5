/** The send key behind a provider's reference, as the engine writes it. */
export const messageKeyOf = (ref: string): string => ref.replaceAll("_", ":");
