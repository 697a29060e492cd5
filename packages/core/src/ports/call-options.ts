/**
 * Last argument of every asynchronous port method. An aborted call rejects with `signal.reason`,
 * whatever it had begun.
 */
export interface CallOptions {
  readonly signal?: AbortSignal;
}
