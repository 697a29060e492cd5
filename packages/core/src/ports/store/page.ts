export interface Page {
  /** Opaque; from the last page's `next`. */
  readonly after?: string;
  readonly limit?: number;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
