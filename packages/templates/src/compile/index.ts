export { type CompiledText, compileText, type TextOptions } from "./compile-text.js";
