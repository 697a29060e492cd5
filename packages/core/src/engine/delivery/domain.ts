import { pointOf } from "../../messages/index.js";
import type { Candidate } from "../../ports/store/store.js";

/** The mail domain of an address; `null` for one that has none, such as a phone number. */
export type Domain = string | null;

export const domainOf = ({ message, facts }: Candidate): Domain => {
  if (message.channel !== "email") return null;
  const address = pointOf(facts, message)?.address;
  return address === undefined ? null : address.slice(address.lastIndexOf("@") + 1).toLowerCase();
};
