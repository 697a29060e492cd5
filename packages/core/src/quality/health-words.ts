/**
 * Words that tell of somebody's health, GDPR Art. 9. A start in English and German, to be replaced
 * by `healthWords`: whole words in small letters. Words that stand in names of firms, such
 * as `surgery`, are left out. `cancer` may be a sign of the zodiac: a finding is
 * something to look at, never a proof.
 */
export const healthWords: ReadonlySet<string> = new Set(
  `alcoholic alcoholism allergic allergies allergy alzheimer alzheimer's anorexia arthritis asthma asthmatic autism
autistic bipolar bulimia cancer celiac chemo chemotherapy coeliac covid dementia depressed depression diabetes diabetic
dialysis disabled disability epilepsy epileptic hepatitis hiv hospitalised hospitalized hypertension insulin leukaemia
leukemia lupus miscarriage migraine oncologist parkinson's pregnancy pregnant psychiatric psychiatrist
psychotherapy radiotherapy schizophrenia schizophrenic tumor tumour wheelchair
alkoholiker alkoholikerin alkoholismus allergie allergien allergiker allergikerin allergisch arbeitsunfähig autismus
autistisch behindert behinderte behinderung bluthochdruck brustkrebs burnout chemotherapie demenz depressionen depressiv
diabetiker diabetikerin dialyse epilepsie epileptiker erkrankt erkrankung fehlgeburt herzinfarkt insulinpflichtig
krank krankheit krankgeschrieben krebs krebserkrankung lungenkrebs migräne parkinson psychiater psychiatrisch
psychotherapie rheuma rollstuhl schizophren schizophrenie schlaganfall schwanger schwangerschaft schwerbehindert
suchtkrank zöliakie zuckerkrank`.split(/\s+/),
);
