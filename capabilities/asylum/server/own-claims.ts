import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { PlainDate } from '#platform/base/plain-date.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { possibleSteps } from '../acting.ts'
import { type ClaimEvent, type HearingNotice, standingOf } from '../claim.ts'
import type { Deadline } from '../deadlines.ts'
import type { Stage } from '../procedure.ts'
import type { Rules } from '../rules.ts'
import { officeOf, workOut } from './keeping.ts'
import { listEvents } from './queries.ts'
import { listRows } from './queries-list.ts'
import { insertWish, listWishes, takeBackWish } from './queries-wishes.ts'
import type { Book, RuleBooks } from './rule-book.ts'

type Words = Rules['procedure']['name']

/** A claim as the person it is about may see it with their code: facts, no name, and no decision before somebody has told them. */
export type OwnClaim = {
  /** The line it stands in: cases of one procedure, children alone apart, by the day they were lodged. */
  queue: { procedure: string; childAlone: boolean; lodgedOn: PlainDate }
  /** Its limits do not run: nobody can say how long that lasts. */
  isPaused: boolean
  stage: Exclude<Stage, 'decided'>
  beganOn: PlainDate
  lastStep: Words
  lastStepOn: PlainDate
  /** Where and when to be next, as the last notice says; none once the day is over. */
  hearing: HearingNotice | null
  /** What can come now: at most three steps, the person's own first. */
  next: { name: Words; isOwn: boolean }[]
  limits: { name: Words; binds: 'authority' | 'person'; dueOn: PlainDate; isPast: boolean; isUnconfirmed: boolean }[]
  /** Steps the person may ask for here, each with the sentence that says why one would. */
  wishes: { step: string; sentence: Words; askedOn: PlainDate | null }[]
}

type Services = { db: Database; books: RuleBooks; clock: () => number; random: Random }

/** What a person sees and asks for on their own page. Also while the operation is locked: there are facts only. */
export function createOwnClaims({ db, books, clock, random }: Services) {
  const work = <T>(operationId: string, what: (tx: Tx, book: Book, now: number) => Promise<T>): Promise<T> =>
    db.transaction(operationId, async (tx) => {
      const now = clock()
      return what(tx, await books.open(tx, now), now)
    })

  async function read(tx: Tx, book: Book, householdId: string) {
    const { operationId } = tx
    const rows = await tx.run(listRows, { operationId, groupId: householdId })
    return Promise.all(
      rows.map(async (row) => {
        const rules = await book.rulesOf(row.procedure, row.procedureVersion)
        const events = (await tx.run(listEvents, { operationId, id: row.id })).map(({ event }) => event)
        const wishes = await tx.run(listWishes, { operationId, claimId: row.id })
        return { row, rules, events, wishes }
      }),
    )
  }

  return {
    ofHousehold: (operationId: string, householdId: string): Promise<OwnClaim[]> =>
      work(operationId, async (tx, book) =>
        (await read(tx, book, householdId)).map(({ row, rules, events, wishes }) => {
          const { procedure } = rules
          const today = book.todayOf(procedure)
          // A decision is told by a person, with time to ask: until then the page says what it said before.
          const whole = standingOf(rules, events)
          const told = whole.stage === 'decided' ? events.slice(0, whole.decision!.index) : events
          const standing = standingOf(rules, told)
          const last = told.findLast((event) => event.kind === 'step') as { step: string; on: string }
          const { deadlines } = workOut(book, rules, { events: told, office: officeOf(row.siteId) })
          const possible = possibleSteps(rules, standing)
          const canBeAsked = possible.filter(({ waitsFor }) => waitsFor.length === 0)
          return {
            stage: standing.stage as OwnClaim['stage'],
            queue: { procedure: row.procedure, childAlone: row.childAlone, lodgedOn: row.beganOn },
            isPaused: standing.pauses.some(({ until }) => until === undefined),
            ...{ beganOn: row.beganOn, lastStepOn: last.on },
            lastStep: procedure.steps.find(({ id }) => id === last.step)!.name,
            hearing: hearingAhead(told, today),
            next: comingNext(rules, told, standing.stage, possible),
            limits: deadlines.toSorted(firstForPerson).flatMap(({ limit, binds, sense, dueOn, isUnconfirmed }) =>
              sense === 'latest' && dueOn !== undefined
                ? [
                    {
                      name: rules.limits.find((ruled) => ruled.limit.id === limit)!.limit.name,
                      ...{ binds, dueOn, isUnconfirmed, isPast: dueOn < today },
                    },
                  ]
                : [],
            ),
            wishes: canBeAsked.flatMap(({ step }) => {
              const sentence = rules.steps.get(step)!.ownWish
              const asked = wishes.find((wish) => wish.step === step)
              return sentence
                ? [{ step, sentence, askedOn: asked ? asked.askedAt.toISOString().slice(0, 10) : null }]
                : []
            }),
          }
        }),
      ),
    /** Asks for a step in every claim of the household that offers it, or takes that back. Asked twice, it is asked once. */
    wish: (operationId: string, householdId: string, step: string, wanted: boolean): Promise<void> =>
      work(operationId, async (tx, book, now) => {
        for (const { row, rules, events } of await read(tx, book, householdId)) {
          const isOffered =
            rules.steps.get(step)?.ownWish !== undefined &&
            possibleSteps(rules, standingOf(rules, events)).some((possible) => possible.step === step)
          if (!isOffered) continue
          const wish = { operationId, claimId: row.id, step, at: new Date(now) }
          const [changed] = wanted
            ? await tx.run(insertWish, { ...wish, id: newId(random) })
            : await tx.run(takeBackWish, wish)
          if (!changed) continue
          await recordAct(
            { tx, clock: () => now, random },
            {
              ...{ actor: 'self', act: wanted ? 'ask-step' : 'take-back-step', purpose: step },
              ...{ subjectKind: 'registration-group', subjectId: householdId },
            },
          )
        }
      }),
  }
}

function hearingAhead(events: readonly ClaimEvent[], today: PlainDate): HearingNotice | null {
  const last = events.findLast((event) => event.kind === 'step' && event.hearing !== undefined)
  const hearing = last?.kind === 'step' ? last.hearing : undefined
  return hearing && hearing.hearingOn >= today ? hearing : null
}

const NEXT_MAX = 3

/** Steps that the last one on the main path leads to and that can be taken; once a decision was told, what the person may still do. */
function comingNext(rules: Rules, events: readonly ClaimEvent[], stage: Stage, possible: readonly { step: string }[]) {
  const isMain = (step: string) => rules.steps.get(step)?.side !== true
  const last = events.findLast((event) => event.kind === 'step' && isMain(event.step)) as { step: string } | undefined
  const named = new Set(last && rules.steps.get(last.step)?.next)
  const isTold = stage === 'notified' || stage === 'closed'
  return (
    possible
      // That nobody came is recorded, and is nothing to look ahead to.
      .filter(({ step }) => named.has(step) && isMain(step) && rules.steps.get(step)?.records !== 'absence')
      .map(({ step }) => ({
        name: rules.steps.get(step)!.name,
        isOwn: rules.steps.get(step)!.actors.includes('person'),
      }))
      .filter(({ isOwn }) => isOwn || !isTold)
      .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn))
      .slice(0, NEXT_MAX)
  )
}

/** What the person has to keep comes first, each in the order of its days. */
const firstForPerson = (a: Deadline, b: Deadline): number =>
  Number(a.binds !== 'person') - Number(b.binds !== 'person') || (a.dueOn ?? '').localeCompare(b.dueOn ?? '')

export type OwnClaims = ReturnType<typeof createOwnClaims>
