import { newDraft, withCounts, withPerson } from '#capabilities/registration/pages/phone/draft.ts'
import { sealDraft } from '#capabilities/registration/pages/phone/entry.ts'
import type { KnownOperation } from '#capabilities/registration/pages/phone/phone.ts'
import { openThisInvitation, type Waiting } from '#capabilities/registration/pages/phone/sending.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import type { Fetch } from '#platform/http/client.ts'

const { random, clock } = realEnvironment()

/** `fetch` as a page of this server has it. */
export const fetchFrom =
  (url: string): Fetch =>
  (path, init) =>
    fetch(`${url}${path}`, init)

/** Opens an invitation as the phone's page does, or throws what the page would say. */
export async function meet(fetch: Fetch, invitation: string): Promise<KnownOperation> {
  const known = await openThisInvitation(fetch, invitation, clock())
  if (typeof known === 'string') throw new Error(known)
  return known
}

export type ToldHousehold = Waiting & { accessCode: string; cti: string }

/** A household told to the end on the phone and sealed by the phone's own code. */
export async function tellHousehold(
  { invitation, card, clockShift }: KnownOperation,
  { name = 'Wideline Tès', bornOn = '1990-03-02', phoneNumber = '+52 962 555 0100' } = {},
): Promise<ToldHousehold> {
  const now = clock() + clockShift
  const begun = withCounts(newDraft(random), { adult: 1, child: 1, 'small-child': 0 }, random)
  const draft = withPerson({ ...begun, alike: true, phoneNumber }, begun.people[0]!.id, {
    name,
    nationality: 'HTI',
    birth: { kind: 'date', on: bornOn },
  })
  const { operationId, intakePublicKey, receiptPublicKey } = card
  const entry = await sealDraft(draft, {
    invitation,
    operationId,
    intakePublicKey,
    language: 'ht',
    now,
    today: plainDateOf(now),
  })
  return { entry, operationId, receiptPublicKey, accessCode: draft.accessCode, cti: draft.cti }
}
