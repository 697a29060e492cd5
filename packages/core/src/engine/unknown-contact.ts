import { InputError } from "../errors/index.js";

export const unknownContact = (): InputError =>
  new InputError(
    "INPUT_CONTACT_UNKNOWN",
    "This tenant has no such contact, or it has no address on this channel.",
    {
      remedy: "Import or create the contact first; ids never cross tenants.",
    },
  );
