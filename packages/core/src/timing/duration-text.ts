import { parseDuration } from "./duration.js";

/** `Parts` that all may be left out, but stand in their order. */
type Ordered<Parts extends readonly string[]> = Parts extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? Ordered<Rest> | `${First}${Ordered<Rest>}`
  : "";

type Short = Exclude<
  Ordered<[`${number}w`, `${number}d`, `${number}h`, `${number}m`, `${number}s`]>,
  ""
>;
type IsoDate = Ordered<[`${number}W`, `${number}D`]>;
type IsoTime = Exclude<Ordered<[`${number}H`, `${number}M`, `${number}S`]>, "">;
type Iso = `P${Exclude<IsoDate, "">}` | `P${IsoDate}T${IsoTime}`;

/** What editors offer: the lengths that people wait. */
type Usual = "30m" | "1h" | "4h" | "12h" | "1d" | "2d" | "3d" | "1w" | "2w" | "30d";

/**
 * `90m`, `2d`, `1w`, `1d12h`, or ISO 8601 without years and months: `P1DT12H`. What
 * {@link parseDuration} reads, as far as a type can say it: it cannot tell `1.5d` or `2 d`, which
 * are refused when they are read. A text from elsewhere is made one by {@link durationText}.
 */
// The intersection keeps what editors offer from being folded into the pattern that covers it.
export type DurationText = Usual | ((Short | Iso) & Record<never, never>);

/**
 * The text, checked: for durations that come from a file or a form.
 *
 * @throws DefinitionError `DEFINITION_DURATION`
 * @example
 * ```ts
 * const pause: DurationText = durationText(process.env["PAUSE"] ?? "3d");
 * ```
 */
export function durationText(text: string, path?: string): DurationText {
  assertDuration(text, path);
  return text;
}

function assertDuration(text: string, path?: string): asserts text is DurationText {
  parseDuration(text, path);
}
