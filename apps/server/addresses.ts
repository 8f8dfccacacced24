import type { Addresses } from '#capabilities/messages/server/sending.ts'
import { openPerson, personKeyPlace } from '#capabilities/registration/server/person-file.ts'
import type { Random } from '#platform/base/environment.ts'
import { openBlob, sealBlob, withPersonKey } from '#platform/vault/blobs.ts'

type At = { operationId: string; individualId: string; channel: string }

/** Where an address that only messages need lies, sealed under the key of the person: with that key it is erased. */
const place = ({ operationId, individualId, channel }: At) => ({
  ...{ operationId, table: 'message_contact', row: `${individualId}/${channel}`, class: 'contact', keyVersion: 1 },
})

/** How messages come by an address, for the moment of sending: the registration keeps the person's file and its key. */
export const createAddresses = (random: Random): Addresses => ({
  openPhone({ operationId, individualId }, { wrappedKey, blob, version }, operationKey) {
    const sealed = [{ class: 'contact' as const, version, blob }]
    return openPerson(operationId, individualId, wrappedKey, sealed, operationKey).contact?.phoneNumber ?? null
  },
  open(at, { wrappedKey, blob }, operationKey) {
    const opened = withPersonKey(operationKey, wrappedKey, personKeyPlace(at.operationId, at.individualId), (key) =>
      openBlob(key, place(at), blob),
    )
    return (opened as { address: unknown }).address
  },
  seal: (at, wrappedKey, content, operationKey) =>
    withPersonKey(operationKey, wrappedKey, personKeyPlace(at.operationId, at.individualId), (key) =>
      sealBlob(key, place(at), content, random),
    ),
})
