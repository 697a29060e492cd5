import type { ConsentPagesOptions } from "@wellsent/consent";
import type { ConsentPages, Schema, TenantId } from "@wellsent/core";
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
  let madeOf = templates.known();
  const under = (settled: SettledTenant): ConsentPages => {
    const known = templates.known();
    if (known !== madeOf) [made, madeOf] = [new WeakMap(), known];
    const before = made.get(settled);
    if (before !== undefined) return before;
    const pages = consent.consentPages(optionsOf(deps, settled));
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

function noWording(): never {
  throw new TypeError("Pages without wordings were asked for one.");
}

function optionsOf(deps: PagesDependencies, settled: SettledTenant): ConsentPagesOptions {
  const { sender, brand, listDomain, words } = settled;
  const { texts, locales, defaultLocale } = words;
  const { mailto, help } = sender;
  const offered = offeredPurposes(deps.schema, deps.templates.known(), words);
  const notice = pageLanguages(settled).map((locale) => [
    locale,
    deps.consent.noticeDigest(noticeOfPreferences(deps.consent, settled, offered, locale)),
  ]);
  return {
    baseUrl: sender.pages,
    tokens: deps.keys.token,
    brand: { ...brand, listDomain },
    purposes: offered,
    notice: Object.fromEntries(notice),
    ...(texts === undefined ? {} : { texts }),
    ...(locales === undefined ? {} : { locales }),
    ...(defaultLocale === undefined ? {} : { defaultLocale }),
    ...(deps.confirmOn === undefined ? {} : { confirmOn: deps.confirmOn }),
    ...(mailto === undefined ? {} : { mailto }),
    ...(help === undefined ? {} : { help }),
  };
}
