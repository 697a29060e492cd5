export { type ConsentPagesOptions, consentPages } from "./consent-pages.js";
export { handleOneClick, type OneClickRequest, type OneClickResponse } from "./one-click.js";
export type { PageBrand, PublicPurpose } from "./page-context.js";
export {
  type Preference,
  type PreferenceGroup,
  type PreferenceModel,
  preferenceModel,
} from "./preferences-page.js";
export { english, german, type PageTexts } from "./texts.js";
