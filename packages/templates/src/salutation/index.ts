export type { Salutation, SalutationRequest } from "./greet.js";
export { salutation } from "./salutation.js";
