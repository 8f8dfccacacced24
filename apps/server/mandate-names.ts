import type { SealedNames } from '#capabilities/asylum/server/people.ts'
import { personKeyPlace, recordDamaged } from '#capabilities/registration/server/person-file.ts'
import type { Random } from '#platform/base/environment.ts'
import { Problem } from '#platform/base/problem.ts'
import { openBlob, sealBlob, withPersonKey } from '#platform/vault/blobs.ts'

type At = Parameters<SealedNames['open']>[0]

/** Where the name of somebody who acts for a person lies; with that person's key it is erased. */
const place = ({ operationId, individualId, mandateId }: At) => ({
  ...{ operationId, table: 'claim_mandate', row: `${individualId}/${mandateId}`, class: 'contact', keyVersion: 1 },
})

/** How claims seal and open such a name: the registration keeps the person's key. */
export const createMandateNames = (random: Random): SealedNames => ({
  seal: (at, wrappedKey, content, operationKey) =>
    withPersonKey(operationKey, wrappedKey, personKeyPlace(at.operationId, at.individualId), (key) =>
      sealBlob(key, place(at), content, random),
    ),
  open(at, wrappedKey, sealed, operationKey) {
    try {
      return withPersonKey(
        operationKey,
        wrappedKey,
        personKeyPlace(at.operationId, at.individualId),
        (key) => openBlob(key, place(at), sealed) as ReturnType<SealedNames['open']>,
      )
    } catch (error) {
      if (error instanceof Problem) throw error
      throw recordDamaged()
    }
  },
})
