import { type FieldKind, oneOf, optional, ref, shaped } from "./field-kind.js";

export type ActorKind = "subject" | "operator" | "import" | "system" | "provider" | "authority";

/** Who caused an event. `ref` is an opaque id such as `op_7f3c`, never a name. */
export interface Actor {
  readonly kind: ActorKind;
  readonly ref?: string;
}

export const actorKind: FieldKind<Actor> = shaped<Actor>({
  kind: oneOf("subject", "operator", "import", "system", "provider", "authority"),
  ref: optional(ref),
});
