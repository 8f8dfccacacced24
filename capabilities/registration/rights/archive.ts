import type { Consent, IndividualDetails, IndividualFacts } from '../model.ts'

/**
 * Everything that is held about one household, as `data.json` of the archive has it. The format is described in the
 * capability's README; a field is added, never changed.
 */
export type ArchiveContent = {
  format: 'posada-archive-1'
  madeAt: string
  operation: { name: string; kind: 'authority' | 'journey'; practice: boolean }
  registration: {
    caseNumber: string
    stage: string
    registeredOn: string
    language: string
    householdSize: number
    site: string | null
    source: string
    /** False while the sealed answers wait to be opened. */
    opened: boolean
  }
  people: ArchivedPerson[]
  cards: { shortCode: string; issuedAt: string; expiresOn: string; withdrawnAt: string | null; reason: string | null }[]
  corrections: { person: string; state: string; reason: string | null; askedAt: string }[]
  /** Who on the staff opened the file; what people did themselves is not told, someone may have left unseen. */
  readings: { at: string; role: string; act: string; purpose: string }[]
  exports: { at: string; recipient: string; purpose: string; basis: string | null }[]
  retention: { erasedOn: string; held: boolean; periods: { class: string; days: number }[] }
}

export type ArchivedPerson = Pick<IndividualFacts, 'id' | 'isFocalPoint' | 'sex' | 'nationality'> &
  Partial<Pick<IndividualDetails, 'name' | 'birth' | 'relation' | 'needs'>> & {
    ageBand: string
    phoneNumber: string | null
    consent: Consent
    consentHistory: ({ decidedAt: string } & Consent)[]
    earlier: { class: string; version: number; writtenAt: string; replacedAt: string; content: object }[]
  }
