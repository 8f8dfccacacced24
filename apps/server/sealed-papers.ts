import type { PaperContent } from '#capabilities/asylum/papers/content.ts'
import type { SealedPapers } from '#capabilities/asylum/papers/server/work.ts'
import { openPerson } from '#capabilities/registration/server/person-file.ts'
import type { Random } from '#platform/base/environment.ts'
import { underPersonKey } from './under-person-key.ts'

type At = Parameters<SealedPapers['open']>[0]

/** Where what a paper says lies; with the key of the person it is for it is erased. */
const place = ({ operationId, individualId, paperId }: At) => ({
  ...{ operationId, table: 'paper', row: `${individualId}/${paperId}`, class: 'identity', keyVersion: 1 },
})

/** How papers read a person's name and seal what they say: the registration keeps the person's key. */
export const createSealedPapers = (random: Random): SealedPapers => ({
  identityOf({ operationId, individualId }, { wrappedKey, version, blob }, operationKey) {
    const blobs = [{ class: 'identity' as const, version, blob }]
    const { identity } = openPerson(operationId, individualId, wrappedKey, blobs, operationKey)
    return { name: identity!.name, birth: identity!.birth }
  },
  ...underPersonKey<At, PaperContent>(random, place),
})
