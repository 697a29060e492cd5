export type { Salutation, SalutationRequest } from "./greet.js";
export { salutation } from "./greetings.js";
