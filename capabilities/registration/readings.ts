/** What staff did, as a person reads it on their own phone and in the archive they take away: never in the codes of the log. */
export const readingWord = (act: string): string => ACTS[act] ?? 'registration_reading_changed'

const ACTS: Record<string, string> = {
  'read-household': 'registration_reading_facts',
  'open-household': 'registration_reading_opened',
  'open-correction': 'registration_reading_opened',
  'take-archive': 'registration_reading_opened',
  'read-versions': 'registration_reading_opened',
  'find-household': 'registration_reading_found',
  'export-with-names': 'registration_reading_exported',
  'read-claim': 'registration_reading_claim',
  'read-appointment': 'registration_reading_claim',
  'open-mandates': 'registration_reading_mandates',
  'issue-paper': 'registration_reading_paper',
  'reissue-paper': 'registration_reading_paper',
  'print-paper': 'registration_reading_paper',
  'print-receipt': 'registration_reading_claim',
}
