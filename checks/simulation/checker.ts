/**
 * Decides from a history and what is left at the end whether a run kept its promises. It shares no code with what it
 * judges, on purpose: a mistake there cannot hide itself here.
 */
import { createHash } from 'node:crypto'

/** What happened, as those saw it who asked and were answered. */
export type Happened =
  | { what: 'sent'; entryId: string; contentHash: string }
  | { what: 'acknowledged'; entryId: string; contentHash: string; card: string | null }
  | { what: 'conflict'; entryId: string; contentHash: string }
  | { what: 'erased'; entryId: string }
  | { what: 'registered-at-desk'; householdId: string }
  | { what: 'locked' }
  | { what: 'unlocked' }
  | { what: 'opened'; entries: number }
  | { what: 'read-names'; status: number }
  | { what: 'role-taken' }
  | { what: 'acted-without-role'; status: number }
  | { what: 'head'; size: number; root: string }

/** What is there at the end, on the server and on the phones. Bytes are hexadecimal, hashes of content base64url. */
export type Remains = {
  entries: { id: string; state: string; contentHash: string; groupId: string; hasEnvelope: boolean }[]
  households: {
    id: string
    stage: string
    size: number
    people: number
    keys: number
    validCards: number
    cards: string[]
  }[]
  conflicts: { entryId: string; contentHash: string }[]
  leaves: string[]
  auditEntries: number
  phones: { waiting: number; finished: { entryId: string; state: string; text: string }[] }[]
}

/** Each broken promise in a sentence; none when all were kept. */
export function findBroken(history: readonly Happened[], remains: Remains): string[] {
  return [
    ...acknowledgedIsThere(history, remains),
    ...nothingFromNowhere(history, remains),
    ...erasedStaysErased(history, remains),
    ...conflictsKeepBoth(history, remains),
    ...householdsAreWhole(history, remains),
    ...lockedMeansLocked(history, remains),
    ...theLogHolds(history, remains),
    ...phonesAgree(history, remains),
    ...rolesThatWentAreGone(history),
  ]
}

function of<W extends Happened['what']>(history: readonly Happened[], what: W) {
  return history.filter((each): each is Extract<Happened, { what: W }> => each.what === what)
}

function acknowledgedIsThere(history: readonly Happened[], { entries, conflicts }: Remains): string[] {
  const erased = new Set(of(history, 'erased').map(({ entryId }) => entryId))
  return of(history, 'acknowledged').flatMap(({ entryId, contentHash }) => {
    const there = entries.filter(({ id }) => id === entryId)
    if (there.length !== 1) return [`${entryId} was acknowledged and is there ${there.length} times`]
    const isKept =
      there[0]!.contentHash === contentHash ||
      conflicts.some((kept) => kept.entryId === entryId && kept.contentHash === contentHash)
    return isKept || erased.has(entryId) ? [] : [`${entryId} was acknowledged with other content than is there`]
  })
}

function nothingFromNowhere(history: readonly Happened[], { entries, conflicts }: Remains): string[] {
  const sent = new Set(of(history, 'sent').map(({ entryId, contentHash }) => `${entryId} ${contentHash}`))
  const doubled = entries.length - new Set(entries.map(({ groupId }) => groupId)).size
  return [
    ...entries
      .filter(({ id, contentHash }) => !sent.has(`${id} ${contentHash}`))
      .map(({ id }) => `${id} was sent by nobody`),
    ...conflicts
      .filter(({ entryId, contentHash }) => !sent.has(`${entryId} ${contentHash}`))
      .map(({ entryId }) => `a second version of ${entryId} was sent by nobody`),
    ...(doubled > 0 ? [`${doubled} entries share a household`] : []),
  ]
}

function erasedStaysErased(history: readonly Happened[], { entries, households, conflicts }: Remains): string[] {
  return of(history, 'erased').flatMap(({ entryId }) => {
    const entry = entries.find(({ id }) => id === entryId)
    const household = households.find(({ id }) => id === entry?.groupId)
    const isGone =
      entry?.state === 'erased' &&
      !entry.hasEnvelope &&
      household?.stage === 'erased' &&
      household.keys === 0 &&
      household.validCards === 0 &&
      !conflicts.some((kept) => kept.entryId === entryId)
    return isGone ? [] : [`${entryId} was erased and is back`]
  })
}

function conflictsKeepBoth(history: readonly Happened[], { entries, conflicts }: Remains): string[] {
  const erased = new Set(of(history, 'erased').map(({ entryId }) => entryId))
  return of(history, 'conflict')
    .filter(({ entryId }) => !erased.has(entryId))
    .flatMap(({ entryId, contentHash }) => {
      const first = entries.some(({ id }) => id === entryId)
      const second = conflicts.some((kept) => kept.entryId === entryId && kept.contentHash === contentHash)
      return first && second ? [] : [`two versions of ${entryId} were told apart, and one is not kept`]
    })
}

function householdsAreWhole(history: readonly Happened[], { entries, households }: Remains): string[] {
  const fromDesk = new Set(of(history, 'registered-at-desk').map(({ householdId }) => householdId))
  const missing = [...fromDesk].filter((wanted) => !households.some(({ id }) => id === wanted))
  return [
    ...missing.map((id) => `${id} was registered at the desk and is not there`),
    ...households.flatMap((household) => {
      const { id, stage, size, people, keys, validCards } = household
      const opened = entries.find(({ groupId }) => groupId === id)?.state
      const isSealedPerson = opened === 'opened' || opened === undefined
      return [
        ...(size !== people ? [`${id} has ${people} people of ${size}`] : []),
        ...(stage === 'registered' && validCards !== 1 ? [`${id} has ${validCards} valid cards`] : []),
        ...(validCards > 1 ? [`${id} has more than one valid card`] : []),
        ...(stage === 'registered' && isSealedPerson && keys !== people
          ? [`${id} has ${keys} keys for ${people} people`]
          : []),
      ]
    }),
  ]
}

function lockedMeansLocked(history: readonly Happened[], { entries }: Remains): string[] {
  const broken: string[] = []
  let isLocked = true
  for (const each of history) {
    if (each.what === 'locked') isLocked = true
    if (each.what === 'unlocked') isLocked = false
    if (isLocked && each.what === 'opened' && each.entries > 0)
      broken.push(`${each.entries} entries were opened while locked`)
    if (isLocked && each.what === 'read-names' && each.status === 200) broken.push('names were read while locked')
  }
  if (!isLocked)
    broken.push(...entries.filter(({ state }) => state === 'sealed').map(({ id }) => `${id} was never opened`))
  return broken
}

/** RFC 6962, section 2.1, written once more from its text. */
function theLogHolds(history: readonly Happened[], { leaves, auditEntries }: Remains): string[] {
  const hashes = leaves.map((leaf) => Buffer.from(leaf, 'hex'))
  const broken = of(history, 'head')
    .filter(({ size, root }) => size > hashes.length || rootOf(hashes.slice(0, size)).toString('hex') !== root)
    .map(({ size }) => `the log no longer begins with the ${size} leaves of a head`)
  if (hashes.length !== auditEntries)
    broken.push(`${auditEntries} acts were recorded and ${hashes.length} are in the log`)
  return broken
}

function rootOf(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest()
  if (leaves.length === 1) return leaves[0]!
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  const [left, right] = [rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split))]
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), left, right]))
    .digest()
}

function phonesAgree(history: readonly Happened[], { phones, entries, households, conflicts }: Remains): string[] {
  const erased = new Set(of(history, 'erased').map(({ entryId }) => entryId))
  return phones.flatMap(({ waiting, finished }, n) => [
    ...(waiting > 0 ? [`phone ${n} still waits with ${waiting} in a good network`] : []),
    ...finished
      .filter(({ entryId }) => !erased.has(entryId))
      .flatMap(({ entryId, state, text }) => {
        const entry = entries.find(({ id }) => id === entryId)
        const household = households.find(({ id }) => id === entry?.groupId)
        if (state === 'card')
          return household?.cards.includes(text) ? [] : [`phone ${n} shows a card of ${entryId} that was not issued`]
        if (state === 'waiting') return entry ? [] : [`phone ${n} believes ${entryId} arrived`]
        if (state === 'refused')
          return conflicts.some((kept) => kept.entryId === entryId)
            ? []
            : [`phone ${n} was refused ${entryId} for nothing`]
        return [`phone ${n} shows ${entryId} as ${state} in a good network`]
      }),
  ])
}

function rolesThatWentAreGone(history: readonly Happened[]): string[] {
  return of(history, 'acted-without-role')
    .filter(({ status }) => status !== 401 && status !== 403)
    .map(({ status }) => `somebody without the role was answered ${status}`)
}
