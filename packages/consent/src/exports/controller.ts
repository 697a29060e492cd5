import { InputError } from "@wellsent/core/errors";

/**
 * Who answers for the processing. Receipts must name a postal address and a telephone number, so
 * both are required.
 */
export interface Controller {
  readonly name: string;
  /** A person or a department. */
  readonly contact: string;
  readonly address: {
    readonly streetAddress: string;
    readonly postalCode?: string;
    readonly addressLocality?: string;
    /** ISO 3166-1 alpha-2. */
    readonly addressCountry: string;
  };
  readonly email: string;
  readonly phone: string;
  readonly url?: string;
  /** Acts for another. */
  readonly onBehalf?: boolean;
}

export function incomplete(path: string, message: string): InputError {
  return new InputError("INPUT_RECEIPT", message, {
    path,
    remedy: "Complete the settings of the tenant.",
  });
}

/** @throws InputError `INPUT_RECEIPT`, naming the field. */
export function required(value: string, path: string): string {
  if (value.trim() === "") throw incomplete(path, "A field that a receipt must have is empty.");
  return value;
}

/** @throws InputError `INPUT_RECEIPT`. */
export function checkController(controller: Controller, path: string): Controller {
  for (const field of ["name", "contact", "email", "phone"] as const)
    required(controller[field], `${path}.${field}`);
  required(controller.address.streetAddress, `${path}.address.streetAddress`);
  if (!/^[A-Z]{2}$/.test(controller.address.addressCountry)) {
    throw incomplete(
      `${path}.address.addressCountry`,
      "A country is not its code of two capital letters.",
    );
  }
  return controller;
}

/** @throws InputError `INPUT_RECEIPT` unless it is an https URL. */
export function requiredUrl(value: string, path: string): string {
  if (URL.canParse(value) && new URL(value).protocol === "https:") return value;
  throw incomplete(path, "A link that a receipt must have is not an https URL.");
}
