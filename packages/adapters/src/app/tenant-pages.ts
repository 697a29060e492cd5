import type { ConsentPagesOptions, Label } from "@wellsent/consent";
import {
  type ConsentPages,
  contactPointId,
  type Schema,
  sendKey,
  type TenantId,
  tenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { MessageLinkContext } from "@wellsent/core/ports";
import { offeredPurposes } from "./offered-purposes.js";
import type { ConsentPackage } from "./peers.js";
import type { AppKeys } from "./secret.js";
import type { TemplateShelf } from "./template-shelf.js";
import type { SettingsOfTenants, SettledTenant } from "./tenant-settings.js";
import { noticeOfPreferences } from "./wording.js";

export interface PagesDependencies {
  readonly schema: Schema;
  readonly consent: ConsentPackage;
  readonly keys: AppKeys;
  readonly settings: SettingsOfTenants;
  readonly templates: TemplateShelf;
  readonly confirmOn?: "post" | "get";
}

/** The languages in which the pages of a tenant are served. */
export function pageLanguages({ words }: SettledTenant): readonly string[] {
  return words.locales ?? [...new Set(["en", "de", ...Object.keys(words.texts ?? {})])];
}

/**
 * Links and public pages for all tenants: each with its own name, words and address. The token of a
 * link names its tenant.
 */
export function tenantPages(deps: PagesDependencies): ConsentPages {
  const { consent, settings, templates } = deps;
  // The offer depends on the templates, so pages made before an addition are made again.
  let made = new WeakMap<SettledTenant, ConsentPages>();
  let madeFrom = templates.known();
  const under = (settled: SettledTenant): ConsentPages => {
    const known = templates.known();
    if (known !== madeFrom) [made, madeFrom] = [new WeakMap(), known];
    const before = made.get(settled);
    if (before !== undefined) return before;
    const pages = consent.consentPages(
      buildPagesOptions(deps, settled, digestNotices(deps, settled)),
    );
    made.set(settled, pages);
    return pages;
  };
  const of = (tenant: TenantId): ConsentPages => under(settings.of(tenant));
  const nobodys = consent.consentPages({
    baseUrl: "https://pages.invalid/",
    tokens: deps.keys.token,
    brand: { name: "", listDomain: "pages.invalid" },
    purposes: [],
    notice: "",
  });
  const common = (): ConsentPages => (settings.common === null ? nobodys : under(settings.common));
  // Whoever wants to leave can do so too where their tenant is gone or cannot be looked up.
  const shownFor = (tenant: TenantId): ConsentPages => {
    try {
      return of(tenant);
    } catch {
      return nobodys;
    }
  };
  return {
    specVersion: 1,
    id: nobodys.id,
    links: (context) => of(context.tenant).links(context),
    open: (path) => nobodys.open(path),
    openWording: (path) => nobodys.openWording?.(path) ?? null,
    showWording: (request, wording) => {
      const named = nobodys.openWording?.(request.path);
      const pages = wording === null || !named ? common() : shownFor(named.tenant);
      return (pages.showWording ?? noWording)(request, wording);
    },
    respond: (request, subject, facts, context) =>
      (subject === null ? common() : shownFor(subject.tenant)).respond(
        request,
        subject,
        facts,
        context,
      ),
  };
}

/** What the pages call the settings of a sender. */
const settingOf: Readonly<Record<string, string>> = {
  baseUrl: "pages",
  unsubscribeMailto: "mailto",
  help: "help",
  "scope.listId": "listDomain",
};

/** Of the kind that carries every header. It is never sent. */
const anyMail: MessageLinkContext = {
  tenant: tenantId("check"),
  contactPoint: contactPointId("check"),
  fingerprint: `check:${"0".repeat(64)}`,
  message: sendKey("check"),
  purpose: "check",
  messageClass: "marketing",
  at: 0,
};

/**
 * Makes the pages of a tenant, and the links of a mail, once: what stands in their way would
 * otherwise skip every mail.
 * @param path of the sender, for the errors.
 * @throws InputError `INPUT_BASE_URL`, `INPUT_HEADER_URL`, `INPUT_HEADER_LIST_ID`,
 * `INPUT_HEADER_INJECTION`; DefinitionError `DEFINITION_PAGE_LOCALE`, `DEFINITION_PAGE_LABEL`
 */
export function checkPages(
  deps: Omit<PagesDependencies, "settings">,
  settled: SettledTenant,
  path: string,
): void {
  try {
    deps.consent.consentPages(buildPagesOptions(deps, settled, "")).links(anyMail);
  } catch (error) {
    const own = error instanceof InputError ? settingOf[error.path ?? ""] : undefined;
    if (!(error instanceof InputError) || own === undefined) throw error;
    const { code, message, remedy } = error;
    throw new InputError(code, message, {
      ...{ path: `${path}.${own}`, cause: error },
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
}

function noWording(): never {
  throw new TypeError("Pages without wordings were asked for one.");
}

function buildPagesOptions(
  deps: Omit<PagesDependencies, "settings">,
  settled: SettledTenant,
  notice: Label,
): ConsentPagesOptions {
  const { sender, brand, listDomain, words } = settled;
  const { texts, locales, defaultLocale } = words;
  const { mailto, help } = sender;
  return {
    baseUrl: sender.pages,
    tokens: deps.keys.token,
    brand: { ...brand, listDomain },
    purposes: offeredPurposes(deps.schema, deps.templates.known(), words),
    notice,
    ...(texts === undefined ? {} : { texts }),
    ...(locales === undefined ? {} : { locales }),
    ...(defaultLocale === undefined ? {} : { defaultLocale }),
    ...(deps.confirmOn === undefined ? {} : { confirmOn: deps.confirmOn }),
    ...(mailto === undefined ? {} : { mailto }),
    ...(help === undefined ? {} : { help }),
  };
}

/** What the preference centre says, by language: its requests are filed under these digests. */
function digestNotices(deps: PagesDependencies, settled: SettledTenant): Label {
  const offered = offeredPurposes(deps.schema, deps.templates.known(), settled.words);
  const digests = pageLanguages(settled).map((locale) => [
    locale,
    deps.consent.noticeDigest(noticeOfPreferences(deps.consent, settled, offered, locale)),
  ]);
  return Object.fromEntries(digests);
}
