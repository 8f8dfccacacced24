import { nothingFound } from '#capabilities/registration/contract.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { channelOff, type choose, noAddress, type readChoices } from '../contract.ts'
import { type Channel, decidesAlone } from '../model.ts'
import * as queries from './queries.ts'
import type { SendingServices } from './sending.ts'

export type ChoosingServices = Pick<SendingServices, 'db' | 'vault' | 'clock' | 'senders' | 'addresses'>
/** The household that a code opened. */
export type Own = { operationId: string; groupId: string }
type WithoutCode<T> = T extends { accessCode: string } ? Omit<T, 'accessCode'> : never
export type Choice = WithoutCode<BodyOf<typeof choose>>
type Choices = ReplyIn<typeof readChoices>

export const ownChoices = (services: ChoosingServices, { operationId, groupId }: Own): Promise<Choices> =>
  services.db.transaction(operationId, (tx) => choicesOf(services, tx, groupId))

/** Works while locked, except for giving an address of one's own: that is sealed under a key which is locked away. */
export async function decideOwn(
  services: ChoosingServices,
  { operationId, groupId }: Own,
  choice: Choice,
): Promise<Choices> {
  const { db, vault, clock, senders, addresses } = services
  const { individualId, channel, agreed } = choice
  return db.transaction(operationId, async (tx) => {
    const people = await tx.run(queries.holdChoosers, { operationId, groupId })
    const person = people.find(({ id }) => id === individualId)
    if (!person || !decidesAlone(person)) throw nothingFound()
    const at = new Date(clock())
    if (agreed) {
      if (!senders?.by[channel]) throw channelOff()
      if (channel === 'sms') {
        if (!person.hasPhoneNumber) throw noAddress()
      } else {
        if (!choice.address || !person.wrappedKey) throw noAddress()
        const { operationKey } = vault.require(operationId)
        const place = { operationId, individualId, channel }
        const blob = addresses.seal(place, person.wrappedKey, { address: choice.address }, operationKey)
        await tx.run(queries.keepContact, { ...place, channel, blob, at })
      }
    }
    const given = 'page' as const
    await tx.run(queries.decide, { operationId, individualId, channel, at, agreed, given })
    return choicesOf(services, tx, groupId)
  })
}

async function choicesOf({ senders }: ChoosingServices, tx: Tx, groupId: string): Promise<Choices> {
  const people = await tx.run(queries.holdChoosers, { operationId: tx.operationId, groupId })
  return {
    offered: Object.keys(senders?.by ?? {}) as Channel[],
    pushKey: senders?.pushKey ?? null,
    people: people.filter(decidesAlone).map(({ id, isFocalPoint, ageBand, hasPhoneNumber, chosen }) => ({
      ...{ id, isFocalPoint, ageBand, hasPhoneNumber, chosen },
    })),
  }
}
