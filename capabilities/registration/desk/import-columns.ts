/** The columns of an import, in the order of the template. `household` and `name` are needed; a name may be empty. */
export const importColumns = [
  'household',
  'name',
  'focal_point',
  'sex',
  'birth_date',
  'birth_year',
  'age',
  'nationality',
  'language',
  'relation',
  'needs',
  'phone_number',
  'consent_registration',
  'consent_aid',
  'consent_tracing',
  'consent_legal_help',
  'consent_statistics',
] as const
export type ImportColumn = (typeof importColumns)[number]
