import { InputError } from "@wellsent/core/errors";

/** One secret, and the key id that links and denials made with it carry. */
export interface NamedSecret {
  /** 1 to 16 characters of `A-Z a-z 0-9 _ -`. Never reused for another secret. */
  readonly kid: string;
  /** At least 32 random bytes. A text counts by its UTF-8 bytes. */
  readonly secret: string | Uint8Array;
}

/**
 * The secret that every key of an app is derived from. A text or bytes alone mean `{ kid: "1" }`.
 * To rotate, make the new one `current` and move the old one to `previous`: links and denials made
 * with it stay valid. Where several processes run, first give all of them the new one among
 * `previous`: one that does not know it answers its links with 404.
 */
export type Secret =
  | string
  | Uint8Array
  | {
      readonly current: NamedSecret;
      readonly previous?: readonly NamedSecret[];
      /** Key ids of secrets that no denial uses any more: see `assertRetirable`. */
      readonly retired?: readonly string[];
    };

interface DerivedKey {
  readonly kid: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** The keys of one use: the current one, and those that only verify, newest first. */
interface DerivedKeys {
  readonly current: DerivedKey;
  readonly previous: readonly DerivedKey[];
}

/**
 * The uses of keys, with the `info` of each derivation. Never changed, because links depend on it.
 */
const uses = {
  suppression: "wellsent/v1/suppression",
  token: "wellsent/v1/token",
  log: "wellsent/v1/log",
  webhook: "wellsent/v1/webhook",
} as const;

export type AppKeys = Readonly<Record<keyof typeof uses, DerivedKeys>> & {
  readonly retired: readonly string[];
};

/**
 * Derives every key of an app from one secret: HKDF with SHA-256 (RFC 5869), one key for each use,
 * so that a person who learns one key cannot derive another.
 * @throws InputError `INPUT_SECRET_MISSING`; `INPUT_SECRET` for one of fewer than 32 bytes or of
 * hardly any different ones, a malformed `kid`, or one that two secrets have.
 */
export async function deriveKeys(secret: Secret | undefined): Promise<AppKeys> {
  const { current, previous, retired } = namedSecrets(secret);
  const all = [current, ...previous];
  checkNames(all);
  const materials = all.map(({ kid, secret: value }, index) => ({
    kid,
    material: readMaterial(value, index === 0 ? "secret" : `secret.previous[${index - 1}]`),
  }));
  const under = async (info: string): Promise<DerivedKeys> => {
    const [first, ...rest] = await Promise.all(
      materials.map(async ({ kid, material }) => ({
        kid,
        secret: await hkdf({ material, salt: new Uint8Array(0), info: utf8(info), length: 32 }),
      })),
    );
    if (first === undefined) throw missing();
    return { current: first, previous: rest };
  };
  const [suppression, token, log, webhook] = await Promise.all([
    under(uses.suppression),
    under(uses.token),
    under(uses.log),
    under(uses.webhook),
  ]);
  return { suppression, token, log, webhook, retired };
}

/** RFC 5869 with SHA-256, by the global Web Cryptography. `length` in bytes, at most 8160. */
export async function hkdf(input: {
  readonly material: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly info: Uint8Array<ArrayBuffer>;
  readonly length: number;
}): Promise<Uint8Array> {
  const { material, salt, info, length } = input;
  const key = await crypto.subtle.importKey("raw", material, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

function namedSecrets(secret: Secret | undefined): {
  readonly current: NamedSecret;
  readonly previous: readonly NamedSecret[];
  readonly retired: readonly string[];
} {
  if (secret === undefined || secret === "") throw missing();
  if (typeof secret === "string" || secret instanceof Uint8Array)
    return { current: { kid: "1", secret }, previous: [], retired: [] };
  const { current, previous = [], retired = [] } = secret;
  return { current, previous, retired };
}

function checkNames(secrets: readonly NamedSecret[]): void {
  for (const { kid } of secrets) {
    if (/^[A-Za-z0-9_-]{1,16}$/.test(kid)) continue;
    throw unfit("The name of a secret is not 1 to 16 letters, digits, _ or -.", "secret");
  }
  if (new Set(secrets.map(({ kid }) => kid)).size < secrets.length)
    throw unfit("Two secrets have the same name.", "secret");
}

function readMaterial(secret: string | Uint8Array, path: string): Uint8Array<ArrayBuffer> {
  const bytes = typeof secret === "string" ? utf8(secret) : new Uint8Array(secret);
  if (bytes.length < 32) throw unfit("The secret has fewer than 32 bytes.", path);
  if (new Set(bytes).size < 8) throw unfit("The secret repeats itself: it is not random.", path);
  return bytes;
}

const remedy =
  "Make one once and keep it with the database: node -p \"crypto.randomBytes(32).toString('hex')\"";

function missing(): InputError {
  return new InputError("INPUT_SECRET_MISSING", "There is no secret to derive keys from.", {
    path: "secret",
    remedy,
  });
}

function unfit(message: string, path: string): InputError {
  return new InputError("INPUT_SECRET", message, { path, remedy });
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
