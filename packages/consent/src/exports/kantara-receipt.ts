import type { Instant } from "@wellsent/core";
import {
  type Controller,
  checkController,
  incomplete,
  required,
  requiredUrl,
} from "./controller.js";

export interface KantaraPurpose {
  readonly purpose: string;
  readonly consentType: "EXPLICIT" | "IMPLICIT";
  /** Kantara's own list: `6 - Marketing`. */
  readonly purposeCategory: readonly string[];
  /** Kantara's own list: `2 - Contact`. */
  readonly piiCategory: readonly string[];
  readonly primaryPurpose: boolean;
  /** When or how it ends: `until withdrawn`. */
  readonly termination: string;
  /** Whom the data is disclosed to. None: nobody. */
  readonly thirdParties?: readonly string[];
}

export interface KantaraRequest {
  readonly receiptId: string;
  /** When consent was given. */
  readonly consentedAt: Instant;
  /** `Newsletter form with confirmation by e-mail`. */
  readonly collectionMethod: string;
  /** ISO 3166-1 alpha-2 of the law that applies. */
  readonly jurisdiction: string;
  /** BCP 47. */
  readonly language: string;
  /** How the person is named to the person: usually the address the receipt goes to. */
  readonly principalId: string;
  readonly controllers: readonly Controller[];
  readonly policyUrl: string;
  readonly services: readonly {
    readonly service: string;
    readonly purposes: readonly KantaraPurpose[];
  }[];
  /** The log's public key, so that the receipt says which proof to expect. */
  readonly publicKey?: string;
  readonly sensitiveCategories?: readonly string[];
}

/** A Kantara Consent Receipt 1.1, field by field as that specification names them. */
export interface KantaraReceipt {
  readonly version: "KI-CR-v1.1.0";
  readonly jurisdiction: string;
  /** Seconds since 1970. */
  readonly consentTimestamp: number;
  readonly collectionMethod: string;
  readonly consentReceiptID: string;
  readonly publicKey?: string;
  readonly language: string;
  readonly piiPrincipalId: string;
  readonly piiControllers: readonly {
    readonly piiController: string;
    readonly onBehalf?: boolean;
    readonly contact: string;
    readonly address: Controller["address"];
    readonly email: string;
    readonly phone: string;
    readonly piiControllerUrl?: string;
  }[];
  readonly policyUrl: string;
  readonly services: readonly {
    readonly service: string;
    readonly purposes: readonly (Omit<KantaraPurpose, "thirdParties"> & {
      readonly thirdPartyDisclosure: boolean;
      readonly thirdPartyName?: string;
    })[];
  }[];
  readonly sensitive: boolean;
  readonly spiCat: readonly string[];
}

function writePurpose(
  { thirdParties = [], ...purpose }: KantaraPurpose,
  path: string,
): KantaraReceipt["services"][number]["purposes"][number] {
  required(purpose.purpose, `${path}.purpose`);
  required(purpose.termination, `${path}.termination`);
  if (purpose.purposeCategory.length === 0)
    throw incomplete(`${path}.purposeCategory`, "A purpose has no category.");
  if (purpose.piiCategory.length === 0)
    throw incomplete(`${path}.piiCategory`, "A purpose names no data.");
  return {
    ...purpose,
    thirdPartyDisclosure: thirdParties.length > 0,
    ...(thirdParties.length === 0 ? {} : { thirdPartyName: thirdParties.join(", ") }),
  };
}

/**
 * The receipt a person gets. Kantara's own schema lets empty lists and milliseconds pass; this does
 * not.
 * @throws InputError `INPUT_RECEIPT`, naming the field.
 */
export function kantaraReceipt(request: KantaraRequest): KantaraReceipt {
  const { controllers, services, sensitiveCategories = [], publicKey } = request;
  if (controllers.length === 0)
    throw incomplete("controllers", "A receipt names nobody who answers for it.");
  if (services.length === 0) throw incomplete("services", "A receipt names no service.");
  if (!Number.isSafeInteger(request.consentedAt) || request.consentedAt < 0) {
    throw incomplete("consentedAt", "The time of consent is not in epoch milliseconds.");
  }
  return {
    version: "KI-CR-v1.1.0",
    jurisdiction: required(request.jurisdiction, "jurisdiction"),
    consentTimestamp: Math.floor(request.consentedAt / 1000),
    collectionMethod: required(request.collectionMethod, "collectionMethod"),
    consentReceiptID: required(request.receiptId, "receiptId"),
    ...(publicKey === undefined ? {} : { publicKey }),
    language: required(request.language, "language"),
    piiPrincipalId: required(request.principalId, "principalId"),
    piiControllers: controllers.map((controller, index) => {
      const { name, contact, address, email, phone, url, onBehalf } = checkController(
        controller,
        `controllers[${index}]`,
      );
      return {
        piiController: name,
        ...(onBehalf === undefined ? {} : { onBehalf }),
        contact,
        address,
        email,
        phone,
        ...(url === undefined ? {} : { piiControllerUrl: url }),
      };
    }),
    policyUrl: requiredUrl(request.policyUrl, "policyUrl"),
    services: services.map(({ service, purposes }, index) => {
      if (purposes.length === 0)
        throw incomplete(`services[${index}].purposes`, "A service has no purpose.");
      return {
        service: required(service, `services[${index}].service`),
        purposes: purposes.map((purpose, at) =>
          writePurpose(purpose, `services[${index}].purposes[${at}]`),
        ),
      };
    }),
    sensitive: sensitiveCategories.length > 0,
    spiCat: sensitiveCategories,
  };
}
