import { join } from 'node:path'
import { meetingsOfClaim } from '#capabilities/appointments/server/facts-for-others.ts'
import { nextMeetingsOf } from '#capabilities/appointments/server/next-meetings.ts'
import type { PaperServices } from '#capabilities/asylum/papers/server/work.ts'
import type { ClaimServices } from '#capabilities/asylum/server/work.ts'
import { queueMessages } from '#capabilities/messages/server/sending.ts'
import { mayStandForPapers } from '#capabilities/proof/server/mandate.ts'
import { createMandateNames } from './mandate-names.ts'
import { createSealedPapers } from './sealed-papers.ts'
import type { World } from './world.ts'

/** What claims are handed of a world, because they reach into nobody else's server. */
export const claimServicesOf = (world: World): ClaimServices => ({
  ...{ ...world, keysOf: world.keyring.find, sealedNames: createMandateNames(world.random) },
  tellHousehold: tellHouseholdOf(world),
  meetingsOf: meetingsOfClaim,
})

/** A household that asked for messages is told that there is news, in the transaction of what is new. */
export const tellHouseholdOf =
  (world: World): ClaimServices['tellHousehold'] =>
  (tx, about) =>
    queueMessages({ tx, random: world.random, now: world.clock() }, { ...about, template: 'news' })

/** The same, and what papers need besides: a key that signs, places in the list of withdrawn cards, a writer. */
export const paperServicesOf = (world: World): PaperServices => ({
  ...{ ...claimServicesOf(world), keysOf: world.keyring.find, statusIndices: world.intake.statusIndices },
  ...{ sealedPapers: createSealedPapers(world.random), nextMeetingsOf },
  async mayIssuePapers(operationId, on) {
    const keys = await world.keyring.find(operationId)
    if (keys?.kind !== 'authority') return false
    return keys.practice || mayStandForPapers(trustListFileOf(world), keys.issuing.publicKey, on)
  },
})

/** The list that the offline root signed. */
export const trustListFileOf = ({ secretsDir }: Pick<World, 'secretsDir'>): string => join(secretsDir, 'trust-list.cwt')
