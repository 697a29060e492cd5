/** A whole number that is not negative. */
export const isIndex = (value: unknown, below: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < below;
