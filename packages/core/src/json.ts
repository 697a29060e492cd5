/**
 * What survives a round trip through JSON. Definitions, states and payloads are made of nothing
 * else.
 */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}
