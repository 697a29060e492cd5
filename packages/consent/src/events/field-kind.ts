import { InputError } from "@wellsent/core/errors";
import { parseEventTime } from "./instant-text.js";

/**
 * One closed kind of value a leaf may hold. A leaf can never be deleted, so there is no kind for
 * text: a value that could spell an address, a number or a sentence is refused here, and belongs
 * into the payload.
 */
export interface FieldKind<T> {
  readonly read: (value: unknown, path: string) => T;
}

/** A field that may be absent. `null` is not absence. */
export interface OptionalKind<T> extends FieldKind<T> {
  readonly optional: true;
}

/** The kinds of an object's fields; `tsc` holds them against the interface they read. */
export type Shape<D> = {
  readonly [K in keyof D]-?: Record<never, never> extends Pick<D, K>
    ? OptionalKind<Exclude<D[K], undefined>>
    : FieldKind<D[K]>;
};

function refuse(path: string, message: string, remedy?: string): InputError {
  return new InputError("INPUT_EVENT_FIELD", message, {
    path,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

const reference = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/;
const likePhone = /^[0-9]{7,15}$/;

/**
 * An opaque reference: no `@`, no `+`, no space, and not digits alone, so neither an address nor a
 * number fits.
 */
export const ref: FieldKind<string> = {
  read: (value, path) => {
    if (typeof value !== "string" || !reference.test(value)) {
      throw refuse(
        path,
        "A reference is not 1 to 128 letters, digits and _ . : / -",
        "Use a random id.",
      );
    }
    if (likePhone.test(value)) {
      throw refuse(
        path,
        "A reference could be a phone number.",
        "Use a random id, or a prefix such as op_.",
      );
    }
    return value;
  },
};

const hexDigest = /^[0-9a-f]{64}$/;

/** SHA-256 or HMAC-SHA-256 as 64 lower-case hex digits. */
export const digest: FieldKind<string> = {
  read: (value, path) => {
    if (typeof value === "string" && hexDigest.test(value)) return value;
    throw refuse(path, "A digest is not 64 lower-case hex digits.");
  },
};

const fingerprintForm = /^[A-Za-z0-9_-]{1,16}:[0-9a-f]{64}$/;

/** A keyed fingerprint of an address: the name of its key, then 64 hex digits. */
export const fingerprint: FieldKind<string> = {
  read: (value, path) => {
    if (typeof value === "string" && fingerprintForm.test(value)) return value;
    throw refuse(
      path,
      "A fingerprint is not the name of its key, a colon and 64 lower-case hex digits.",
    );
  },
};

/**
 * A whole number from 0 to 2^53-1: leaves hold no fractions, whose text differs between languages.
 */
export const count: FieldKind<number> = {
  read: (value, path) => {
    if (
      typeof value === "number" &&
      Number.isSafeInteger(value) &&
      value >= 0 &&
      !Object.is(value, -0)
    )
      return value;
    throw refuse(path, "A count is not a whole number from 0 up.");
  },
};

/** RFC 3339, UTC, milliseconds. */
export const time: FieldKind<string> = {
  read: (value, path) => {
    if (typeof value !== "string") throw refuse(path, "A time is not text.");
    parseEventTime(value, path);
    return value;
  },
};

export function oneOf<const V extends string>(...values: readonly V[]): FieldKind<V> {
  return {
    read: (value, path) => {
      const found = values.find((candidate) => candidate === value);
      if (found !== undefined) return found;
      throw refuse(
        path,
        "A value is not one of those allowed here.",
        `Use one of: ${values.join(", ")}.`,
      );
    },
  };
}

/** A mark that is there or not: `true`, and nothing else. */
export const yes: FieldKind<true> = {
  read: (value, path) => {
    if (value === true) return true;
    throw refuse(path, "A mark is not true.", "Write true, or leave it out.");
  },
};

/** At most 1,024 items: longer ones belong into a payload, behind a digest. */
export function listKind<T>(item: FieldKind<T>): FieldKind<readonly T[]> {
  return {
    read: (value, path) => {
      if (!Array.isArray(value) || value.length > 1024)
        throw refuse(path, "A list is not an array of at most 1024 items.");
      return value.map((entry: unknown, index) => item.read(entry, `${path}[${index}]`));
    },
  };
}

export function optional<T>(kind: FieldKind<T>): OptionalKind<T> {
  return { ...kind, optional: true };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Reads a plain object field by field; a field the shape does not name is refused. */
export function shaped<D>(shape: Shape<D>): FieldKind<D> {
  const kinds = new Map<string, FieldKind<unknown> & { readonly optional?: true }>(
    Object.entries(shape),
  );
  return {
    read: (value, path) => {
      if (!isPlain(value)) throw refuse(path, "A value is not a plain object.");
      for (const name of Object.keys(value)) {
        if (!kinds.has(name)) {
          throw refuse(
            path,
            "A field is not one this event has.",
            `The fields here are: ${[...kinds.keys()].join(", ")}.`,
          );
        }
      }
      const read: Record<string, unknown> = {};
      for (const [name, kind] of kinds) {
        const field = Object.hasOwn(value, name) ? value[name] : undefined;
        const at = path === "" ? name : `${path}.${name}`;
        if (field !== undefined) read[name] = kind.read(field, at);
        else if (kind.optional !== true) {
          throw new InputError("INPUT_EVENT_MISSING", "A field this event needs is missing.", {
            path: at,
          });
        }
      }
      return read as D;
    },
  };
}
