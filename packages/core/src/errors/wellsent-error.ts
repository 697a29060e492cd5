const brand = Symbol.for("wellsent.error");

export interface WellsentErrorOptions {
  /** Where the fault lies, as a path into the input: `steps[3].until.time`. */
  readonly path?: string;
  /** What the caller can do about it, in one sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * The base of everything Wellsent throws. `code` is stable across releases and is what callers
 * branch on; the message is for people. Neither message, path, remedy nor any field ever holds
 * personal data: ids and counts only.
 *
 * {@link WellsentError.isInstance} and `instanceof` hold for an error of another copy of these
 * classes as well, the latter by the class's name: two copies of a package may be installed, and
 * `@wellsent/templates` brings its own.
 */
export class WellsentError extends Error {
  readonly code: string;
  readonly path: string | undefined;
  readonly remedy: string | undefined;

  constructor(code: string, message: string, options: WellsentErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.path = options.path;
    this.remedy = options.remedy;
  }

  static isInstance(value: unknown): value is WellsentError {
    return typeof value === "object" && value !== null && brand in value;
  }

  /* biome-ignore-start lint/complexity/noThisInStatic: the class that is asked about. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (
      WellsentError.isInstance(value) &&
      (this === WellsentError || value.name === this.name || super[Symbol.hasInstance](value))
    );
  }
  /* biome-ignore-end lint/complexity/noThisInStatic: the class that is asked about. */
}

Object.defineProperty(WellsentError.prototype, brand, { value: true });
