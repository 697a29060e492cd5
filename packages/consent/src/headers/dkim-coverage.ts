/**
 * Must be in the `h=` of a DKIM signature: From by RFC 6376, the two of one-click by RFC 8058
 * section 4, and List-Id, by which providers tell lists apart. Signers' own default lists leave
 * `list-unsubscribe-post` out.
 */
const requiredSignedHeaders: readonly string[] = [
  "from",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "list-id",
];

/**
 * For a signer's option, such as nodemailer's `headerFieldNames`: what is usual, and what is
 * required here.
 */
export const dkimHeaderFieldNames: string = [
  "from",
  "sender",
  "reply-to",
  "subject",
  "date",
  "message-id",
  "to",
  "cc",
  "mime-version",
  "content-type",
  "content-transfer-encoding",
  "in-reply-to",
  "references",
  "list-id",
  "list-help",
  "list-owner",
  "list-unsubscribe",
  "list-unsubscribe-post",
].join(":");

export interface DkimCoverage {
  /** Whether one signature covers all that is required and all of it is there. */
  readonly ok: boolean;
  /** Required header fields the best signature does not cover, lower case. */
  readonly missing: readonly string[];
  /** Required header fields the message does not even have. */
  readonly absent: readonly string[];
  readonly signatures: number;
}

interface Field {
  readonly name: string;
  readonly value: string;
}

/**
 * The header section of a raw message, unfolded. A message is bytes; its header is ASCII, or UTF-8
 * by RFC 6532.
 */
function readHeader(raw: string): readonly Field[] {
  const end = /\r?\n\r?\n/.exec(raw);
  const section = end === null ? raw : raw.slice(0, end.index);
  const fields: Field[] = [];
  for (const line of section.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0)
      fields.push({
        name: line.slice(0, colon).trim().toLowerCase(),
        value: line.slice(colon + 1),
      });
  }
  return fields;
}

/** RFC 6376 section 3.2: `tag=value` parted by semicolons. */
function signedNames(signature: string): ReadonlySet<string> {
  for (const tag of signature.split(";")) {
    const equals = tag.indexOf("=");
    if (equals < 0 || tag.slice(0, equals).trim() !== "h") continue;
    const names = tag.slice(equals + 1).split(":");
    return new Set(names.map((name) => name.replace(/\s+/g, "").toLowerCase()));
  }
  return new Set();
}

/**
 * Whether the DKIM signature of a finished message covers what one-click needs. Looks at what is
 * signed, not at whether the signature holds: run it over what the transport really sends, in a
 * test or once at start.
 */
export function dkimCoverage(
  rawMessage: string | Uint8Array,
  required: readonly string[] = requiredSignedHeaders,
): DkimCoverage {
  const fields = readHeader(
    typeof rawMessage === "string" ? rawMessage : new TextDecoder().decode(rawMessage),
  );
  const names = required.map((name) => name.toLowerCase());
  const absent = names.filter((name) => !fields.some((field) => field.name === name));
  const signatures = fields
    .filter((field) => field.name === "dkim-signature")
    .map(({ value }) => signedNames(value));
  let missing: readonly string[] = names;
  for (const signed of signatures) {
    const uncovered = names.filter((name) => !signed.has(name));
    if (uncovered.length < missing.length) missing = uncovered;
  }
  return {
    ok: missing.length === 0 && absent.length === 0,
    missing,
    absent,
    signatures: signatures.length,
  };
}
