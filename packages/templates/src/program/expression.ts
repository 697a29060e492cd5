import type { JsonValue } from "@wellsent/core";
import type { Greetings } from "../salutation/greet.js";

/**
 * What a hole, a condition or a loop looks at. Operands are indices into the same table, always
 * lower than their own.
 *
 * - `path` walks own properties only, from `scopes[scope]`; the prototype is never read, a function
 *   is never called (both count as undefined). An empty `keys` is the scope's item itself. `field`
 *   is an index into the program's `fields`, or -1.
 * - `loop` reads a variable of the loop whose scope it names.
 * - `fallback`: `of`, unless its value is missing by the field rules (null, blank, placeholder …),
 *   then `otherwise`. Chains nest in `otherwise`. The path of a fallback taken is reported.
 * - `call` gives a pure formatter its values; `hash` are its named options.
 * - `present` is Handlebars' `includeZero`: false for what is not truthy, but true for 0.
 * - `member`: is the recipient in that segment?
 * - `url`: an address of this message that the host hands over at render time.
 * - `salutation`: how the program's language greets the recipient. It brings the `greetings` of its
 *   locale along, so that the runtime needs none of the other languages; `options` are those
 *   written in the template (`{{salutation form="formal" fallback="Dear reader"}}`).
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: JsonValue }
  | {
      readonly kind: "path";
      readonly scope: number;
      readonly keys: readonly string[];
      readonly field: number;
    }
  | { readonly kind: "loop"; readonly scope: number; readonly variable: LoopVariable }
  | { readonly kind: "fallback"; readonly of: number; readonly otherwise: number }
  | {
      readonly kind: "call";
      readonly helper: string;
      readonly args: readonly number[];
      readonly hash: Readonly<Record<string, number>>;
    }
  | { readonly kind: "present"; readonly of: number }
  | { readonly kind: "member"; readonly segment: string }
  | { readonly kind: "url"; readonly role: UrlRole }
  | {
      readonly kind: "salutation";
      readonly greetings: Greetings;
      readonly options: Readonly<Record<string, number>>;
    };

export type LoopVariable = "index" | "key" | "first" | "last";

/**
 * `{{unsubscribe}}`, `{{preferences}}`, `{{viewInBrowser}}`, `{{confirm}}` and `{{privacyNotice}}`.
 */
export type UrlRole = "unsubscribe" | "preferences" | "view" | "confirm" | "wording";
