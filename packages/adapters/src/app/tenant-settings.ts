import type { Label, PageTexts, RulePack } from "@wellsent/consent";
import {
  type EmailAddress,
  type PurposeOf,
  type Schema,
  type SendPolicy,
  type TenantId,
  type TopicOf,
  tenantId,
} from "@wellsent/core";
import type { SenderSettings } from "@wellsent/core/engine";
import { InputError } from "@wellsent/core/errors";
import type { TemplateReference } from "./template-values.js";

/** Who writes, from where, and where the public pages are. */
export interface Sender {
  readonly from: string | EmailAddress;
  /** The sender's name in mails, and the brand's name if none is given. */
  readonly name?: string;
  readonly replyTo?: string | EmailAddress;
  readonly smsFrom?: SenderSettings["smsFrom"];
  /** IANA zone of the business. */
  readonly timeZone: string;
  /**
   * The address of `app.web`, such as `https://acme.example/m/`. On localhost, 127.0.0.1 and [::1]
   * it may begin with `http:`: mail then carries List-Unsubscribe without the one click, for which
   * RFC 8058 asks for https.
   */
  readonly pages: string;
  readonly policy?: SendPolicy;
  /** What its messages cost: `campaign.preview()` adds it up. */
  readonly prices?: SenderSettings["prices"];
  /**
   * For a new domain in `from`: how much mail leaves on a day, until it is warm.
   * @example
   * { start: 500, factor: 2, until: 8_000, laterFactor: 1.3, target: 100_000 };
   */
  readonly warmUp?: SenderSettings["warmUp"];
  /** Passed to every template as `sender`: postal address, legal name, imprint. */
  readonly details?: Readonly<Record<string, string>>;
  /**
   * The mail that asks for confirmation. Default: the app's template of class
   * `confirmation_request`.
   */
  readonly confirmation?: TemplateReference;
  readonly smsConfirmation?: TemplateReference;
  /** The one text that confirms a STOP: a `legal_notice`. Default: a STOP is met with silence. */
  readonly smsStopped?: TemplateReference;
  /**
   * The answer to HELP, whoever asks: a `legal_notice`, so that it leaves after a STOP too.
   * Default: none.
   */
  readonly smsHelp?: TemplateReference;
  /** The domain of List-Id, RFC 2919. Default: that of `from`. */
  readonly listDomain?: string;
  /** For receivers that know no POST, and for help: RFC 2369. */
  readonly mailto?: string;
  readonly help?: string;
}

/** How a tenant calls itself on its pages and in the wordings people agree to. */
export interface Brand {
  readonly name: Label;
  /** Postal address, shown below every page. */
  readonly address?: Label;
}

/** What readers see of a purpose and its topics; a plain text is the purpose's label. */
type PurposeWords<S extends Schema = Schema> = {
  readonly [P in PurposeOf<S>]?:
    | string
    | { readonly label: Label; readonly topics?: { readonly [T in TopicOf<S, P>]?: Label } };
};

/** The words of the public pages. */
export interface Words<S extends Schema = Schema> {
  /** By purpose. Default: made of its name, `marketing.news` is “News”. */
  readonly purposes?: PurposeWords<S>;
  /** What colleagues telephone for: the preference center offers it as calls. Default: nothing. */
  readonly calls?: readonly PurposeOf<S>[];
  /** By language, over the built-in English and German. */
  readonly texts?: Readonly<Record<string, PageTexts>>;
  /** Languages the pages are served in. Default: those there are texts for. */
  readonly locales?: readonly string[];
  /** Default: `en`. */
  readonly defaultLocale?: string;
}

/** What differs from tenant to tenant; what is absent is the app's own. */
export interface TenantSettings<S extends Schema = Schema> {
  readonly sender?: Sender;
  readonly brand?: Brand;
  readonly words?: Words<S>;
  /** Law and policy that decisions of this tenant are taken by. */
  readonly rules?: readonly RulePack[];
  /**
   * What a contact is known by. `key`: the host's own number, which then is asked for wherever
   * contacts come in. `address`: the mailbox or number, and no key is taken. Default: a key where
   * one is given, and else the address.
   */
  readonly identity?: ContactIdentityKind;
}

export type ContactIdentityKind = "address" | "key";

/**
 * Tenants by id, or a function that looks one up. It is asked often: it answers at once, and with
 * the same object for as long as nothing has changed. `undefined`: there is no such tenant.
 */
export type TenantTable<S extends Schema> =
  | Readonly<Record<string, TenantSettings<S>>>
  | ((tenant: TenantId) => TenantSettings<S> | undefined);

/** The settings of one tenant, with nothing left to look up. */
export interface SettledTenant {
  readonly sender: Sender;
  readonly from: EmailAddress;
  readonly brand: Brand;
  readonly listDomain: string;
  readonly words: Words;
  readonly rules: readonly RulePack[];
  readonly identity?: ContactIdentityKind;
}

export interface SettingsOfTenants {
  /**
   * @throws InputError `INPUT_TENANT_UNKNOWN`, `INPUT_SENDER_MISSING`, and what the check of the
   * settings throws, for those of a function
   */
  of(tenant: TenantId): SettledTenant;
  /** The tenants that the table lists; none where it is a function. */
  readonly listed: readonly TenantId[];
  /** What holds where no tenant is named; `null` where every tenant has its own sender. */
  readonly common: SettledTenant | null;
}

/**
 * @param check throws for settings that no mail could be sent by. Those that are data are checked
 * now, those of a function when they are first used.
 */
export function settingsOfTenants<S extends Schema>(
  common: TenantSettings<S> & { readonly rules: readonly RulePack[] },
  tenants: TenantTable<S> | undefined,
  check: (settled: SettledTenant, path: string) => void,
): SettingsOfTenants {
  const settled = new WeakMap<object, SettledTenant>();
  const settle = (own: TenantSettings<S>, path: string): SettledTenant => {
    const known = settled.get(own);
    if (known !== undefined) return known;
    const isCommon = own.sender === undefined && common.sender !== undefined;
    const at = isCommon ? "sender" : path;
    const made = settleTenant({ ...common, ...own }, at);
    check(made, at);
    settled.set(own, made);
    return made;
  };
  const nothing: TenantSettings<S> = {};
  const listed =
    tenants === undefined || typeof tenants === "function" ? [] : Object.entries(tenants);
  for (const [id, own] of listed) settle(own, `tenants.${id}.sender`);
  return {
    of: (tenant) => {
      if (tenants === undefined) return settle(nothing, "sender");
      const own =
        typeof tenants === "function"
          ? tenants(tenant)
          : Object.hasOwn(tenants, tenant)
            ? tenants[tenant]
            : undefined;
      if (own !== undefined) return settle(own, `tenants.${tenant}.sender`);
      throw new InputError("INPUT_TENANT_UNKNOWN", "The app has no such tenant.", {
        path: "tenants",
        remedy: "Add it to `tenants`, or have the function answer for it.",
      });
    },
    listed: listed.map(([id]) => tenantId(id)),
    common: common.sender === undefined ? null : settle(nothing, "sender"),
  };
}

function settleTenant<S extends Schema>(
  { sender, brand, words, rules = [], identity }: TenantSettings<S>,
  path: string,
): SettledTenant {
  if (sender === undefined || sender === null) {
    throw new InputError("INPUT_SENDER_MISSING", "Nobody has said who writes.", {
      path,
      remedy: "Give from, timeZone and pages, for all tenants or for this one.",
    });
  }
  const { name, details = {} } = sender;
  if (name !== undefined && !isLine(name))
    throw senderFault("The sender's name is no line of text.", `${path}.name`);
  for (const [key, text] of Object.entries(details))
    if (typeof text !== "string")
      throw senderFault("A detail of the sender is no text.", `${path}.details.${key}`);
  const from = mailbox(sender.from, name);
  if (typeof from?.address !== "string") {
    throw senderFault(
      "Nobody has said which address writes.",
      `${path}.from`,
      "Give one such as hello@shop.example.",
    );
  }
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  return {
    sender,
    from,
    brand: brand ?? { name: sender.name ?? from.name ?? domain },
    listDomain: sender.listDomain ?? domain,
    words: words ?? {},
    rules,
    ...(identity === undefined ? {} : { identity: checkIdentityKind(identity, path) }),
  };
}

/** Callers without types may pass any value. */
function checkIdentityKind(identity: ContactIdentityKind, path: string): ContactIdentityKind {
  if (identity === "address" || identity === "key") return identity;
  throw new InputError("INPUT_IDENTITY", "Contacts are known by nothing of that name.", {
    path: path.replace(/sender$/, "identity"),
    remedy: "Say address or key, or leave it out.",
  });
}

/** An address as mails carry it. */
export function mailbox(given: string | EmailAddress, name?: string): EmailAddress {
  const address = typeof given === "string" ? { address: given } : given;
  return name === undefined || address?.name !== undefined ? address : { ...address, name };
}

/** Callers without types may pass any value; a line break would end the header it stands in. */
function isLine(text: unknown): boolean {
  return typeof text === "string" && !/\p{Cc}/u.test(text);
}

function senderFault(message: string, path: string, remedy?: string): InputError {
  return new InputError("INPUT_SENDER", message, {
    path,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
