import { sendKey, tenantId } from "../../identifiers.js";
import type { ConsentPages, TokenSubject } from "../../ports/consent-pages.js";

export interface FakePagesOptions {
  /** Default: `https://pages.example/m/`. */
  readonly baseUrl?: string;
}

const kinds: readonly TokenSubject["kind"][] = [
  "unsubscribe",
  "preferences",
  "confirm",
  "view",
  "click",
  "open",
];

/**
 * Pages for tests of code that calls them: one path per kind of page, with a readable token without
 * a signature. A POST to the unsubscribe page withdraws, and one to the confirmation page confirms,
 * with the events of {@link fakeConsentGate}. The pages have no content.
 */
export function fakePages({
  baseUrl = "https://pages.example/m/",
}: FakePagesOptions = {}): ConsentPages {
  return {
    specVersion: 1,
    id: "fake",
    links({ tenant, fingerprint, message, purpose, topic, request }) {
      const token = [tenant, fingerprint, message, purpose, topic ?? ""]
        .map(encodeURIComponent)
        .join(";");
      const at = (kind: TokenSubject["kind"]): string => `${baseUrl}${kind}/${token}`;
      const asked = [request?.eventId, request?.noticeDigest, request?.nonce, request?.expiresAt]
        .map((part) => encodeURIComponent(part ?? ""))
        .join(";");
      return {
        unsubscribe: at("unsubscribe"),
        preferences: at("preferences"),
        view: at("view"),
        ...(request === undefined ? {} : { confirm: `${at("confirm")}/${asked}` }),
        clickBase: `${at("click")}/`,
        openPixel: at("open"),
        headers: [
          { name: "List-Unsubscribe", value: `<${at("unsubscribe")}>` },
          { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
        ],
      };
    },
    open(path) {
      const [letter, token = "", rest = ""] = path.split("/");
      const kind = kinds.find((one) => one === letter);
      const [tenant, fingerprint, message, purpose, topic] = splitToken(token);
      if (kind === undefined || !tenant || !fingerprint || !message || !purpose) return null;
      const [eventId, noticeDigest, nonce, expiresAt] = splitToken(rest);
      return {
        kind,
        ...{ tenant: tenantId(tenant), fingerprint, message: sendKey(message), purpose },
        ...(topic ? { topic } : {}),
        ...(kind === "click" && /^\d+$/.test(rest) ? { link: Number(rest) } : {}),
        ...(kind === "confirm" && eventId
          ? {
              request: {
                eventId,
                noticeDigest: noticeDigest ?? "",
                nonce: nonce ?? "",
                expiresAt: Number(expiresAt),
              },
            }
          : {}),
      };
    },
    respond({ method, at }, subject, facts) {
      const type =
        subject?.kind === "unsubscribe"
          ? "consent.withdrawn"
          : subject?.kind === "confirm"
            ? "consent.confirmed"
            : null;
      const acts = method === "POST" && facts !== null && type !== null;
      const id = `${subject?.kind}-${subject?.request?.eventId ?? subject?.message}`;
      return {
        status: subject === null ? 404 : 200,
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: "",
        drafts: acts
          ? [{ id, type, contactPoint: facts.contactPoint, effectiveAt: at, fields: {} }]
          : [],
      };
    },
  };
}

function splitToken(token: string): readonly string[] {
  try {
    return token.split(";").map(decodeURIComponent);
  } catch {
    return [];
  }
}
