/** For hosts that draw their own preference centre or write their own header fields. */
export {
  type DkimCoverage,
  dkimCoverage,
  dkimHeaderFieldNames,
  type UnsubscribeHeaderContext,
  unsubscribeHeaders,
} from "../headers/index.js";
export {
  type ChoiceStatus,
  handleOneClick,
  type OneClickRequest,
  type OneClickResponse,
  type Preference,
  type PreferenceFacts,
  type PreferenceGroup,
  type PreferenceModel,
  preferenceModel,
  type TrackingPreference,
} from "../pages/index.js";
