export { type ConsentPagesOptions, consentPages } from "./consent-pages.js";
export {
  type Label,
  type MissingLabel,
  missingLabels,
  type PageBrand,
  type PublicPurpose,
} from "./labels.js";
export { handleOneClick, type OneClickRequest, type OneClickResponse } from "./one-click.js";
export {
  type ChoiceStatus,
  type Preference,
  type PreferenceFacts,
  type PreferenceGroup,
  type PreferenceModel,
  preferenceModel,
  type TrackingPreference,
} from "./preference-model.js";
export { english, german, type PageTexts } from "./texts.js";
