import { applicationsByMonth2021 } from '#capabilities/asylum/comar-2021.ts'
import type { CasesOfADay } from '#capabilities/planning/caseload-past.ts'
import { personalWaits } from '#capabilities/planning/personal-wait.ts'
import type { ModelWindow } from '#capabilities/planning/waits-of-present.ts'
import { budgets } from '#checks/budgets.ts'
import { createChance } from '#platform/base/chance.ts'
import { dayNumberOf } from '#platform/base/plain-date.ts'
import { atLeast, atMost, type BenchRow, shown } from './benchmark.ts'

export type WaitEffort = {
  firstSeed: number
  caseloads: number
  share: number
  worlds: number
  heldBackMonths: readonly number[]
}

export const TWENTY_CASELOADS: WaitEffort = {
  firstSeed: 0,
  caseloads: 20,
  share: 1,
  worlds: 60,
  heldBackMonths: [48, 54, 60],
}

/**
 * Invented caseloads of seven years that come as COMAR reported of 2021, month by month, and are decided by an office whose months differ
 * and keep near the one before; not by the engine that predicts. On some day of each, the wait of everybody open is said from what is
 * known that day, and held against what came. (Practice's caseload is of ten months and in no order: of it nothing can be said.)
 */
export function waitRows(progress: (text: string) => void = () => {}, effort = TWENTY_CASELOADS): BenchRow[] {
  const { from, to } = budgets.personalWait.coverage
  const before = process.cpuUsage()
  const held = heldBack(effort, progress)
  const { user, system } = process.cpuUsage(before)
  return [
    atLeast('personal wait: cases decided in the 80 % window, at least', held.coverage * 100, '%', from * 100),
    atMost('personal wait: cases decided in the 80 % window, at most', held.coverage * 100, '%', to * 100),
    shown('personal wait: earlier than the window', held.early * 100, '%'),
    shown('personal wait: nights on which something is said', held.said * 100, '%'),
    shown('personal wait: coverage on all nights a back-test was possible, for comparison', held.tested * 100, '%'),
    shown('personal wait: households with a window, on those nights', held.withWindow * 100, '%'),
    shown('personal wait: median width of a window', held.widthDays, 'days'),
    shown('personal wait: processor', (user + system) / 1e6, 's'),
  ]
}

export function heldBack(effort: WaitEffort, progress: (text: string) => void = () => {}) {
  let [nights, said, open, windows, all, within, early, tested, testedNights] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  const widths: number[] = []
  for (let seed = effort.firstSeed; seed < effort.firstSeed + effort.caseloads; seed++) {
    const truth = inventedCaseload(seed, effort.share)
    for (const month of effort.heldBackMonths) {
      progress(`personal wait: caseload ${seed - effort.firstSeed + 1} of ${effort.caseloads}, month ${month}`)
      const today = FIRST_DAY + Math.round(month * 30.4375)
      const past = pastOf(effort, seed)
      const answer = personalWaits(knownOn(truth, today), today, {
        ...{ worlds: effort.worlds * 2, pastWorlds: effort.worlds, past },
      })
      nights++
      if (answer.coverage !== undefined) {
        tested += answer.coverage
        testedNights++
      }
      if (!('windows' in answer)) continue
      said++
      const byDay = new Map(answer.windows.map((window) => [window.filedOn, window]))
      widths.push(...answer.windows.map(({ fromDays, toDays }) => toDays - fromDays))
      for (const { filedOn, endedOn, isDecided, count } of truth) {
        if (filedOn > today || (endedOn !== null && endedOn <= today)) continue
        open += count
        const window = byDay.get(filedOn)
        if (!window) continue
        windows += count
        if (endedOn !== null && !isDecided) continue
        const days = endedOn === null ? Number.POSITIVE_INFINITY : endedOn - today
        all += count
        if (days < window.fromDays) early += count
        else if (days <= window.toDays) within += count
      }
    }
  }
  return {
    ...{ coverage: within / all, early: early / all, said: said / nights, withWindow: windows / open },
    ...{ tested: tested / testedNights, widthDays: widths.sort((a, b) => a - b)[widths.length >> 1] ?? Number.NaN },
  }
}

const kept = new Map<string, Map<number, ModelWindow[]>>()

/** What the model said at past month ends does not depend on the night it is asked for. */
function pastOf({ share, worlds }: WaitEffort, seed: number): Map<number, ModelWindow[]> {
  const key = `${seed}/${share}/${worlds}`
  const found = kept.get(key) ?? new Map<number, ModelWindow[]>()
  kept.set(key, found)
  return found
}

/** As of a day: what ended later is open, what came later is not there. */
export const knownOn = (cases: readonly CasesOfADay[], day: number): CasesOfADay[] =>
  cases
    .filter(({ filedOn }) => filedOn <= day)
    .map((one) => (one.endedOn !== null && one.endedOn > day ? { ...one, endedOn: null, isDecided: false } : one))

/** Cases of seven years by day of filing and of their end. `isByAge` false: whatever their age; from `slowsOnDay` a third is decided. */
export function inventedCaseload(
  seed: number,
  share: number,
  { isByAge = true, slowsOnDay = Number.POSITIVE_INFINITY } = {},
): CasesOfADay[] {
  const chance = createChance(1_000 + seed)
  const months = Object.values(applicationsByMonth2021.persons).map((persons) => (persons / 2.2) * share)
  const mean = months.reduce((sum, value) => sum + value, 0) / months.length
  const waiting: number[][] = []
  const counts = new Map<string, CasesOfADay>()
  const end = (filedOn: number, endedOn: number | null, isDecided: boolean) => {
    const key = `${filedOn}/${endedOn}/${isDecided}`
    const found = counts.get(key)
    if (found) found.count++
    else counts.set(key, { filedOn, endedOn, isDecided, count: 1 })
  }
  const normal = () => Array.from({ length: 12 }, chance.next).reduce((sum, value) => sum + value, -6)
  let [off, level, head] = [0, 1, 0]
  for (let day = 0; day < DAYS; day++) {
    if (day % 30 === 0) {
      off = 0.6 * off + 0.12 * normal()
      level = Math.max(0.3, 1 + off)
    }
    const today = FIRST_DAY + day
    for (let left = months[Math.floor(day / 30.4375) % months.length]! / 30.4375; left > chance.next(); left--) {
      // Some files take longer to be ready; one in ten much longer.
      const ready = chance.happens(0.1) ? chance.between(30, 150) : chance.between(0, 30)
      const at = isByAge ? day + ready : chance.between(Math.max(head, day - 365), day + 365)
      waiting[at] ??= []
      waiting[at].push(today)
    }
    // The first eight months nobody is decided: that is the queue.
    const capacity = day < 240 ? 0 : (mean * level * (day < slowsOnDay ? 1 : 1 / 3)) / 30.4375
    for (let left = capacity; left > chance.next() && head < waiting.length; left--) {
      while (head < waiting.length && !waiting[head]?.length) head++
      const filedOn = waiting[head]?.shift()
      if (filedOn === undefined) break
      if (filedOn <= today) end(filedOn, today, !chance.happens(0.08))
    }
  }
  for (const those of waiting) for (const filedOn of those ?? []) end(filedOn, null, false)
  return [...counts.values()]
}

const FIRST_DAY = dayNumberOf('2015-01-01')
const DAYS = 7 * 365
