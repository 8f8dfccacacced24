import { realEnvironment } from '#platform/base/environment.ts'
import { addDays } from '#platform/base/plain-date.ts'
import type { ReadContent } from '#platform/vault/opening.ts'
import { EnvelopeContent, refuseBirth } from '../model.ts'
import { type SealedPerson, sealPerson } from './person-file.ts'

/** What the worker needs to know about an entry besides its envelope. */
export type AboutEntry = {
  operationId: string
  entryId: string
  focalPointId: string | null
  individualIds: string[]
  receivedOn: string
  tagKey: Uint8Array
}

export type ReadEntry = { people: SealedPerson[] }

/**
 * Runs in the opening worker: checks what an envelope held and seals it again, each person under a key of their own, so
 * that clear text never leaves the worker. A refusal names a field, never its value.
 */
export const readContent: ReadContent = (content, about, { operationKey, keyVersion }) => {
  const { operationId, entryId, focalPointId, individualIds, receivedOn, tagKey } = about as AboutEntry
  const parsed = EnvelopeContent.safeParse(content)
  if (!parsed.success) return { refused: `field ${parsed.error.issues[0]?.path.join('.') || 'body'}` }
  const { people, phoneNumber } = parsed.data
  if (parsed.data.entryId !== entryId) return { refused: 'field entryId' }
  if (people.length !== individualIds.length || people.some(({ id }, index) => id !== individualIds[index]))
    return { refused: 'field people' }
  // East of Greenwich a child is born tomorrow: the phone's day is a day ahead of ours there.
  const lastDay = addDays(receivedOn, 1)
  const wrongBirth = people.findIndex(({ birth }) => refuseBirth(birth, lastDay))
  if (wrongBirth >= 0) return { refused: `field people.${wrongBirth}.birth` }
  const keys = { operationKey, keyVersion, tagKey, random }
  const sealed = people.map((details) =>
    sealPerson(operationId, details, details.id === focalPointId ? phoneNumber : null, keys),
  )
  return { value: { people: sealed } satisfies ReadEntry }
}

// A worker is the top of its own thread, as an app's main file is: nobody could hand a source of chance in.
const { random } = realEnvironment()
