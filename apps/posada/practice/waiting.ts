import { entryConflict } from '#capabilities/registration/contract.ts'
import type { InventedHousehold } from '#capabilities/registration/practice/invented-households.ts'
import { createIntake } from '#capabilities/registration/server/intake.ts'
import { createInvitations } from '#capabilities/registration/server/invitations.ts'
import { createNameIndex } from '#capabilities/registration/server/name-index.ts'
import { openSealedEntries } from '#capabilities/registration/server/opening.ts'
import type { Chance } from '#platform/base/chance.ts'
import { Problem } from '#platform/base/problem.ts'
import { makeEntry } from '../load/household-entry.ts'
import { PRACTICE_STARTS_AT } from './folder.ts'
import { inviteAtPoster } from './registered.ts'
import type { OpenPractice, PracticeOptions } from './world.ts'

/**
 * A few households that sent their answers after the poster's last hour: through the door that phones use, sealed and
 * opened. They wait for a person, as late ones do.
 */
export async function registerLate(
  options: PracticeOptions,
  { keys }: Pick<OpenPractice, 'keys'>,
  households: readonly InventedHousehold[],
  { chance, siteId }: { chance: Chance; siteId: string | null },
): Promise<void> {
  const { db, vault, random } = options
  const expiresAt = PRACTICE_STARTS_AT - 12 * HOUR_MS
  const poster = await inviteAtPoster(options, { keys }, { label: 'Poster of the first evening', siteId, expiresAt })
  const by = { invitation: poster.token, operationId: keys.operationId, intakePublicKey: keys.intakePublicKey }
  const keysOf = async () => keys
  const clock = () => PRACTICE_STARTS_AT - HOUR_MS
  const invitations = createInvitations(db, keysOf)
  const intake = createIntake({ db, clock, random, invitations, keysOf })
  const entries = await Promise.all(
    households.map((household) => makeEntry(household, by, clock() - chance.between(1, 120) * MINUTE_MS, random)),
  )
  for (const { entry } of entries) await intake.take(entry)
  // One phone sent the same id with other content: both are kept for a person to decide.
  const { entry: first } = entries[0]!
  const again = { ...first, madeAt: new Date(clock()).toISOString() }
  const refusal: unknown = await intake.take(again).catch((error: unknown) => error)
  if (!(refusal instanceof Problem && refusal.kind === entryConflict.kind)) throw refusal
  const names = createNameIndex(db, vault)
  await openSealedEntries({ db, vault, clock, random, names, invitations }, keys.operationId)
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
