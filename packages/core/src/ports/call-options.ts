/**
 * The last argument of every asynchronous port method. An aborted call rejects with
 * `signal.reason`, also if it has begun.
 */
export interface CallOptions {
  readonly signal?: AbortSignal;
}
