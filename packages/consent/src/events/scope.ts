import type { Activity, ConsentChannel } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { type FieldKind, oneOf, optional, ref, shaped, yes } from "./field-kind.js";

/**
 * What an event speaks about: `tenant ⊃ sender ⊃ channel ⊃ purpose ⊃ topic ⊃ activity`. An absent
 * part means all of it, so `{}` is the whole tenant. A denial covers everything below its scope; a
 * grant covers exactly its own cell.
 */
export interface ConsentScope {
  readonly sender?: string;
  readonly channel?: ConsentChannel;
  /** Dotted: `marketing` has `marketing.newsletter` below it, and not `marketing2`. */
  readonly purpose?: string;
  readonly topic?: string;
  readonly activity?: Activity;
  /**
   * Of the purpose itself only: neither purposes below it nor, where no topic is named, its topics.
   * A yes never needs it: a grant is no wider than its cell.
   */
  readonly exact?: true;
}

const fields: FieldKind<ConsentScope> = shaped<ConsentScope>({
  sender: optional(ref),
  channel: optional(oneOf("email", "sms", "call")),
  purpose: optional(ref),
  topic: optional(ref),
  activity: optional(oneOf("send", "track.open", "track.click", "profile")),
  exact: optional(yes),
});

function impossible(path: string, message: string, remedy: string): InputError {
  return new InputError("INPUT_EVENT_SCOPE", message, { path, remedy });
}

export const scopeKind: FieldKind<ConsentScope> = {
  read: (value, path) => {
    const scope = fields.read(value, path);
    if (scope.topic !== undefined && scope.purpose === undefined) {
      throw impossible(
        path,
        "A topic stands without its purpose.",
        "Name the purpose the topic belongs to.",
      );
    }
    if (scope.exact === true && scope.purpose === undefined) {
      throw impossible(
        path,
        "A scope is exact about a purpose that it does not name.",
        "Name the purpose, or leave exact out.",
      );
    }
    if (scope.purpose !== undefined && !purposeKey.test(scope.purpose)) {
      throw impossible(
        `${path}.purpose`,
        "A purpose is not a dotted key.",
        "Write it like marketing.newsletter.",
      );
    }
    if (scope.channel === "sms" && scope.activity === "track.open") {
      throw impossible(
        path,
        "A text message has no open that could be watched.",
        "Leave the channel or activity out.",
      );
    }
    if (scope.channel === "call" && scope.activity !== undefined && scope.activity !== "send") {
      throw impossible(
        path,
        "A telephone call is not watched.",
        "Leave the activity out: a yes to a call is a yes to being called.",
      );
    }
    return scope;
  },
};

const purposeKey = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/**
 * Whether a dotted purpose is the other or lies below it. Compares whole parts: `mark` does not
 * cover `marketing`.
 */
export function purposeCovers(outer: string, inner: string): boolean {
  return (
    inner === outer ||
    (inner.length > outer.length && inner.startsWith(outer) && inner[outer.length] === ".")
  );
}

function axisCovers(outer: string | undefined, inner: string | undefined): boolean {
  return outer === undefined || outer === inner;
}

/**
 * Whether a denial of `outer` denies all of `inner`. A denial of sending also stops watching, since
 * nothing is left to watch; profiling and the two ways of watching stop nothing but themselves.
 */
export function denialCovers(outer: ConsentScope, inner: ConsentScope): boolean {
  return (
    axisCovers(outer.sender, inner.sender) &&
    axisCovers(outer.channel, inner.channel) &&
    (outer.exact === true
      ? outer.purpose === inner.purpose && outer.topic === inner.topic
      : (outer.purpose === undefined ||
          (inner.purpose !== undefined && purposeCovers(outer.purpose, inner.purpose))) &&
        axisCovers(outer.topic, inner.topic)) &&
    (axisCovers(outer.activity, inner.activity) ||
      (outer.activity === "send" && watches(inner.activity)))
  );
}

function watches(activity: Activity | undefined): boolean {
  return activity === "track.open" || activity === "track.click";
}
