import { createChance } from '#platform/base/chance.ts'
import { newId } from '#platform/base/ids.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import { inventHouseholdsByCount } from '../../practice/invented-households.ts'
import { prepareHousehold } from '../../server/households.ts'
import { insertHousehold } from '../../server/queries-household.ts'
import type { plantCanaries } from '../contract-oversight.ts'
import { chooseSite, doingOf, householdKeys, type Work } from './work.ts'

/**
 * Plants invented households: registered, named and with a card, as if phones had sent them this moment; a day before
 * would put them where no phone puts anything. Files of planners and with names leave them out; nobody carries their card.
 */
export async function plant(
  work: Work,
  { households, siteId: wanted }: BodyOf<typeof plantCanaries>,
): Promise<ReplyIn<typeof plantCanaries>> {
  const keys = await householdKeys(work)
  const siteId = await chooseSite(work, wanted)
  const chance = createChance(Buffer.from(work.random.bytes(4)).readUInt32BE())
  for (const { people, language } of inventHouseholdsByCount(chance, households, work.today)) {
    const { household } = await prepareHousehold(
      {
        people: people.map(({ name, birth, relation, needs, ...facts }) => {
          const id = newId(work.random)
          return { facts: { ...facts, id }, details: { id, name, birth, relation, needs } }
        }),
        // An invented number could be somebody's.
        phoneNumber: null,
        ...{ language, siteId },
        invitationId: null,
        source: 'phone',
        registeredAt: work.now,
      },
      keys,
    )
    const registered = { act: 'register', subjectKind: 'registration-group', subjectId: household.groupId }
    const means = { clock: () => work.now, random: work.random }
    await work.tx.runAll([
      insertHousehold(household),
      actStatement(means, work.actor.operationId, { actor: 'self', purpose: 'self-registration', ...registered }),
    ])
    await work.oversight.markCanary(doingOf(work), household.groupId)
    await work.names.add(work.actor.operationId, household.sealed)
  }
  return { planted: households }
}
