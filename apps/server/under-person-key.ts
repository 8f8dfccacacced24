import { personKeyPlace, recordDamaged } from '#capabilities/registration/server/person-file.ts'
import type { Random } from '#platform/base/environment.ts'
import { Problem } from '#platform/base/problem.ts'
import { openBlob, sealBlob, withPersonKey } from '#platform/vault/blobs.ts'

type At = { operationId: string; individualId: string }

/**
 * Seals what another part keeps of a person under that person's key, which the registration keeps: with the key it is erased.
 * What somebody put in another place, or altered, does not open, and is told as damaged.
 */
export const underPersonKey = <A extends At, Content extends object>(
  random: Random,
  place: (at: A) => Parameters<typeof sealBlob>[1],
) => ({
  seal: (at: A, wrappedKey: Uint8Array, content: Content, operationKey: Uint8Array) =>
    withPersonKey(operationKey, wrappedKey, personKeyPlace(at.operationId, at.individualId), (key) =>
      sealBlob(key, place(at), content, random),
    ),
  open(at: A, wrappedKey: Uint8Array, sealed: Uint8Array, operationKey: Uint8Array): Content {
    try {
      return withPersonKey(
        operationKey,
        wrappedKey,
        personKeyPlace(at.operationId, at.individualId),
        (key) => openBlob(key, place(at), sealed) as Content,
      )
    } catch (error) {
      if (error instanceof Problem) throw error
      throw recordDamaged()
    }
  },
})
