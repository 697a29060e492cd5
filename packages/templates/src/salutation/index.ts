export { type Salutation, type SalutationRequest, salutation } from "./salutation.js";
