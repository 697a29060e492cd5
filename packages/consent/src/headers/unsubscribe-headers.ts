import type { HeaderField } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { isOwnMachine } from "../own-machine.js";

export interface UnsubscribeHeaderContext {
  /**
   * The https URL of this message's one-click unsubscribe, with the token in it. One of localhost
   * may be http, and is offered without the one click, which needs https.
   */
  readonly unsubscribe: string;
  /**
   * What is left when it is used. Without a scope a mailbox provider cannot tell one list from
   * another.
   */
  readonly scope: {
    /** `weekly.acme.example`: the identifier of the list, RFC 2919. */
    readonly listId: string;
    /** For people, before the identifier: `Acme weekly`. */
    readonly listName?: string;
  };
  /**
   * `mailto:leave@acme.example?subject=…`, for receivers that know no POST. Processed by hand or a
   * reply webhook.
   */
  readonly unsubscribeMailto?: string;
  /** https or mailto, RFC 2369: how to get help. */
  readonly help?: string;
  /** https or mailto, RFC 2369: who is responsible. */
  readonly owner?: string;
}

function uri(value: string, path: string, schemes: readonly string[]): string {
  const text = headerText(value, path);
  if (!URL.canParse(text) || !schemes.includes(new URL(text).protocol)) {
    throw new InputError("INPUT_HEADER_URL", `A header's URL is not one of: ${schemes.join(" ")}`, {
      path,
    });
  }
  // RFC 2369 section 2 sets URLs in angle brackets and parts them by commas; neither, nor a space,
  // may be in one.
  if (/[<>,\s]|[^\x21-\x7e]/.test(text)) {
    throw new InputError(
      "INPUT_HEADER_URL",
      "A header's URL has a character that must be percent-encoded there.",
      {
        path,
      },
    );
  }
  return `<${text}>`;
}

/** RFC 2919 section 2: `[phrase] <list-label.list-id-namespace>`. */
function listId({ listId: id, listName }: UnsubscribeHeaderContext["scope"]): string {
  const label = headerText(id, "scope.listId");
  if (!/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/.test(label) || label.length > 255) {
    throw new InputError(
      "INPUT_HEADER_LIST_ID",
      "A list's identifier is missing or not like a domain name.",
      {
        path: "scope.listId",
        remedy: "Write it like weekly.acme.example, the same for every message of the list.",
      },
    );
  }
  if (listName === undefined || listName === "") return `<${label}>`;
  const name = headerText(listName, "scope.listName");
  if (/[^\x20-\x7e]/.test(name)) {
    throw new InputError(
      "INPUT_HEADER_LIST_ID",
      "A list's name has letters beyond ASCII, which this header cannot hold.",
      {
        path: "scope.listName",
      },
    );
  }
  return `"${name.replace(/[\\"]/g, "\\$&")}" <${label}>`;
}

/**
 * The headers by which a mailbox provider offers its own unsubscribe button: RFC 2369, 8058 and
 * 2919. They work only when a DKIM signature covers them: see `dkimCoverage` and
 * `requiredSignedHeaders`.
 *
 * @throws InputError `INPUT_HEADER_URL`, `INPUT_HEADER_LIST_ID`, `INPUT_HEADER_INJECTION`.
 */
export function unsubscribeHeaders(context: UnsubscribeHeaderContext): readonly HeaderField[] {
  const { unsubscribe, unsubscribeMailto, help, owner, scope } = context;
  const isLocal = URL.canParse(unsubscribe) && isOwnMachine(new URL(unsubscribe));
  const ways = [uri(unsubscribe, "unsubscribe", [isLocal ? "http:" : "https:"])];
  if (unsubscribeMailto !== undefined)
    ways.push(uri(unsubscribeMailto, "unsubscribeMailto", ["mailto:"]));
  return [
    { name: "List-Unsubscribe", value: ways.join(", ") },
    // RFC 8058 section 3.1 asks for an https URL; RFC 2369 takes any.
    ...(isLocal ? [] : [{ name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" }]),
    { name: "List-Id", value: listId(scope) },
    ...(help === undefined
      ? []
      : [{ name: "List-Help", value: uri(help, "help", ["https:", "mailto:"]) }]),
    ...(owner === undefined
      ? []
      : [{ name: "List-Owner", value: uri(owner, "owner", ["https:", "mailto:"]) }]),
  ];
}

/**
 * @throws InputError `INPUT_HEADER_INJECTION` for a line break or another control character, never
 * stripping any.
 */
function headerText(value: string, path: string): string {
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) {
      const message = "A header would hold a line break or control character.";
      throw new InputError("INPUT_HEADER_INJECTION", message, { path });
    }
  }
  return value;
}
