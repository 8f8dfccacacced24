import type * as z from 'zod/mini'
import type { encodeCardSync } from '#capabilities/proof/model.ts'
import type { Birth } from '#capabilities/registration/model.ts'
import type { Random } from '#platform/base/environment.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { ClaimServices, Work } from '../../server/work.ts'
import type { PaperContent } from '../content.ts'

/** What the registration keeps of a person, opened; and what a paper says, sealed and opened under that person's key. */
export type SealedPapers = {
  identityOf(
    at: { operationId: string; individualId: string },
    person: { wrappedKey: Uint8Array; version: number; blob: Uint8Array },
    operationKey: Uint8Array,
  ): { name: string | null; birth: z.infer<typeof Birth> }
  seal(at: PaperPlace, wrappedKey: Uint8Array, content: PaperContent, operationKey: Uint8Array): Uint8Array
  open(at: PaperPlace, wrappedKey: Uint8Array, sealed: Uint8Array, operationKey: Uint8Array): PaperContent
}
export type PaperPlace = { operationId: string; individualId: string; paperId: string }

type NextMeeting = { purpose: string; day: string; hour: string; place: string; hasInterpreter: boolean }

type Issuer = {
  kind: 'authority' | 'journey'
  practice: boolean
  issuerName: string
  issuing: Parameters<typeof encodeCardSync>[1]
}

export interface PaperServices extends ClaimServices {
  keysOf: (operationId: string) => Promise<Issuer | undefined>
  statusIndices(operationId: string): Promise<{ take(random: Random): number; release(index: number): void }>
  /** Practice always may; otherwise the root has signed it for the operation's key. */
  mayIssuePapers(operationId: string, on: string): Promise<boolean>
  sealedPapers: SealedPapers
  /** When and where the people of a claim are expected, the earliest first. */
  nextMeetingsOf(tx: Tx, claimId: string, today: string): Promise<NextMeeting[]>
}

export type PaperWork = Omit<Work, keyof PaperServices> & PaperServices
