export { AdapterError } from "./adapter-error.js";
export { DefinitionError } from "./definition-error.js";
export { InputError } from "./input-error.js";
export { StoreError } from "./store-error.js";
export {
  TransportError,
  type TransportErrorKind,
  type TransportErrorOptions,
} from "./transport-error.js";
export { WellsentError, type WellsentErrorOptions } from "./wellsent-error.js";
