import { reachesSite } from '#capabilities/access/policy.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { foldTokens } from '#platform/vault/fold-text.ts'
import { ageInYears, type Birth } from '../../model.ts'
import type { searchPeople } from '../contract.ts'
import { listSealedPeople } from './queries-household.ts'
import { findHouseholdRows } from './queries-list.ts'
import { openRecord } from './reading.ts'
import { noteReading, traceOf, type Work } from './work.ts'

type Asked = BodyOf<typeof searchPeople>
type Knowledge = 'birth-year' | 'nationality' | 'companion'
type Match = ReplyIn<typeof searchPeople>['found'][number]

const CANDIDATES_MAX = 50
const SHOWN_MAX = 20

/**
 * People whose name is like the one asked for, those first of whom more else agrees. What differs is shown and decides
 * nothing: people misremember, and so do registrars.
 */
export async function search(work: Work, asked: Asked): Promise<ReplyIn<typeof searchPeople>> {
  const { operationId } = work.actor
  const candidates = await work.names.search(operationId, asked.name, CANDIDATES_MAX)
  const individualIds = candidates.map(({ id }) => id)
  const sealed = await work.tx.run(listSealedPeople, { operationId, groupIds: [], individualIds })
  const groupIds = [...new Set(sealed.map(({ groupId }) => groupId))]
  const rows = new Map(
    (await work.tx.run(findHouseholdRows, { operationId, ids: groupIds }))
      .filter(({ siteId }) => reachesSite(work.actor, siteId))
      .map((row) => [row.id, row]),
  )
  const companions = asked.companion ? await namesByGroup(work, [...rows.keys()]) : new Map<string, Named[]>()

  const matches: (Match & { rank: number })[] = []
  for (const record of sealed) {
    const household = rows.get(record.groupId)
    if (!household) continue
    const person = openRecord(work, record)
    const others = (companions.get(record.groupId) ?? []).filter(({ id }) => id !== person.id)
    const compared = compare(asked, {
      birth: person.birth,
      nationality: record.nationality,
      others,
      today: work.today,
    })
    matches.push({
      individualId: person.id,
      household,
      name: person.name,
      ...compared,
      rank: individualIds.indexOf(person.id),
    })
  }
  const found = matches
    .sort((a, b) => balance(b) - balance(a) || a.rank - b.rank)
    .slice(0, SHOWN_MAX)
    .map(({ rank: _, ...match }) => match)
  const shown = [...new Set(found.map(({ household }) => household.id))]
  await noteReading(work, { act: 'find', groupIds: shown, people: found.length })
  if (shown.length > 0)
    await work.tx.runAll(
      shown.flatMap((groupId) => traceOf(work, { act: 'find-household', purpose: asked.purpose, groupId })),
    )
  return { found }
}

type Named = { id: string; name: string | null }

async function namesByGroup(work: Work, groupIds: string[]): Promise<Map<string, Named[]>> {
  const sealed = await work.tx.run(listSealedPeople, {
    operationId: work.actor.operationId,
    groupIds,
    individualIds: [],
  })
  const named = new Map<string, Named[]>()
  for (const record of sealed) {
    const { id, name, groupId } = openRecord(work, record)
    named.set(groupId, [...(named.get(groupId) ?? []), { id, name }])
  }
  return named
}

/** What of the asker's knowledge agrees with the file and what differs; what either does not know counts for nothing. */
export function compare(
  asked: Pick<Asked, 'birthYear' | 'nationality' | 'companion'>,
  held: { birth: Birth; nationality: string; others: readonly Named[]; today: string },
): { agrees: Knowledge[]; differs: Knowledge[] } {
  const agrees: Knowledge[] = []
  const differs: Knowledge[] = []
  const judge = (what: Knowledge, same: boolean) => (same ? agrees : differs).push(what)

  const years = ageInYears(held.birth, held.today)
  if (asked.birthYear !== undefined && years !== undefined) {
    const yearHeld = held.birth.kind === 'year' ? held.birth.year : Number(held.today.slice(0, 4)) - years
    judge('birth-year', Math.abs(asked.birthYear - yearHeld) <= (held.birth.kind === 'age' ? 2 : 1))
  }
  if (asked.nationality && held.nationality !== 'undisclosed' && asked.nationality !== 'undisclosed')
    judge('nationality', asked.nationality === held.nationality)
  const companion = asked.companion
  if (companion && held.others.some(({ name }) => name !== null))
    judge(
      'companion',
      held.others.some(({ name }) => name !== null && sharesWord(name, companion)),
    )
  return { agrees, differs }
}

const balance = ({ agrees, differs }: { agrees: unknown[]; differs: unknown[] }) => agrees.length - differs.length

/** One word in common is enough: people often know a first name only. */
function sharesWord(a: string, b: string): boolean {
  const words = new Set(foldTokens(a))
  return foldTokens(b).some((word) => words.has(word))
}
