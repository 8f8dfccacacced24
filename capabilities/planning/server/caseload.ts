import type { Step } from '#capabilities/asylum/procedure.ts'
import type { Rules } from '#capabilities/asylum/rules.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import { noCaseload, noProcedure, type readCaseload } from '../contract.ts'
import { AGE_BANDS, type MonthOfTrack, scenarioOfCaseload, type TrackCounts } from '../own-caseload.ts'
import {
  answersAppeal,
  decisionLimitDays,
  hasAppeals,
  hasHearings,
  procedureOfPlan,
  stationOf,
} from '../procedure-stations.ts'
import { type ReadScenario, readScenario } from '../reading.ts'
import type { Scenario, ScenarioFile } from '../scenario.ts'
import {
  type Counted,
  type CountedKind,
  countCaseload,
  countMeetings,
  MONTHS,
  type StationOfStep,
} from './queries-caseload.ts'
import type { OwnRules, Work } from './work.ts'

const TRACKS_MAX = 4

/** Where the claims of the operation stand, as a scenario of the steps it decides by. */
export async function read(work: Work): Promise<ReplyIn<typeof readCaseload>> {
  const { tx, actor, now } = work
  const { operationId } = actor
  const rules = await work.rulesOf(tx, now)
  if (!rules) throw noProcedure()
  const { today } = rules
  const where = { operationId, siteIds: actor.siteIds === 'all' ? null : actor.siteIds, today }
  const rows = await tx.run(countCaseload, { ...where, bands: AGE_BANDS, stations: stationsOf(rules) })
  const [meetings] = await tx.run(countMeetings, where)
  const tracks = tracksOf(rules, rows)
  if (tracks.length === 0) throw noCaseload()
  const counts = {
    ...{ today, tracks, procedure: procedureOfPlan(rules.chosen), hasAppeals: hasAppeals(rules.chosen) },
    ...{ appeals: { answered: sum(rows, 'answered'), days: sum(rows, 'appeal-days') }, meetings: meetings! },
    officersByMonth: [1, 2, 3].map((at) => sum(rows, 'officers', { at })),
  }
  const scenario = scenarioOr(scenarioOfCaseload(counts))
  await tx.runAll([
    actStatement({ clock: () => now, random: work.random }, operationId, {
      ...{ actor, act: 'count-caseload', subjectKind: 'operation', subjectId: operationId, purpose: 'plan' },
    }),
  ])
  return {
    ...{ scenario, countedOn: today },
    open: {
      intended: sum(rows, 'intended'),
      toInterview: sum(rows, 'waiting'),
      interviewed: sum(rows, 'interviewed-open'),
      decided: sum(rows, 'decided-open'),
      appealed: sum(rows, 'appealed-open'),
    },
  }
}

/** For as many years as one browser can plan: a country with very many cases is planned for fewer. */
function scenarioOr(file: ScenarioFile): Scenario {
  let read: ReadScenario = { faults: [] }
  for (const years of [file.years, 3, 1]) {
    read = readScenario({ ...file, years })
    if ('scenario' in read) return read.scenario
    if (read.faults.some(({ code }) => code !== 'too-many-cases')) break
  }
  throw new Error(`the caseload makes no scenario: ${JSON.stringify(read)}`)
}

/** The steps that are counted, of every procedure that claims run under. */
const stationsOf = ({ all }: OwnRules): StationOfStep[] =>
  all
    .flatMap((rules) =>
      [...rules.steps.values()].map((step) => ({
        ...{ procedure: rules.procedure.procedure, version: rules.procedure.version, step: step.id },
        station: stationOfEvent(rules, step),
      })),
    )
    .filter(({ station }) => COUNTED.has(station))

/** Stations whose days are counted; what a plan does not need is not read. */
const COUNTED = new Set<string>(['interview', 'hearings', 'decision', 'appeal', 'answer'])

/** What answers an appeal is counted apart, so that its length is known. */
function stationOfEvent(rules: Rules, step: Step): StationOfStep['station'] {
  const station = stationOf(rules, step)
  return station === 'appeal' && answersAppeal(rules, step) ? 'answer' : station
}

/** One track for each procedure with claims; the smallest are counted with the largest where there are too many. */
function tracksOf({ chosen, all }: OwnRules, rows: readonly Counted[]): TrackCounts[] {
  const weight = (procedure: string) =>
    sum(rows, 'waiting', { procedure }) +
    sum(rows, 'interviewed-open', { procedure }) +
    sum(rows, 'arrived', { procedure })
  const procedures = [...new Set(rows.map(({ procedure }) => procedure))]
    .filter((procedure) => procedure !== '' && weight(procedure) > 0)
    .sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1))
  return procedures.slice(0, TRACKS_MAX).map((procedure, rank) => {
    const own = rank === 0 ? [procedure, ...procedures.slice(TRACKS_MAX)] : [procedure]
    const rules =
      chosen.procedure.procedure === procedure
        ? chosen
        : (all.find((each) => each.procedure.procedure === procedure) ?? chosen)
    const counted = (kind: CountedKind, at?: number) =>
      own.reduce((total, each) => total + sum(rows, kind, { procedure: each, ...(at !== undefined && { at }) }), 0)
    const limitDays = decisionLimitDays(rules)
    const isHeardOften = hasHearings(rules)
    const waiting = AGE_BANDS.map((_, i) => counted('waiting', i + 1) + (i === 0 ? counted('waiting', 0) : 0))
    return {
      ...{ key: procedure.replaceAll('_', '-').slice(0, 31), name: rules.procedure.name, hasHearings: isHeardOften },
      ...{ waiting, interviewed: counted('interviewed-open'), interpreted: counted('interpreted') },
      months: Array.from(
        { length: MONTHS },
        (_, i): MonthOfTrack => ({
          ...{ arrived: counted('arrived', i + 1), interviewed: counted('interviewed', i + 1) },
          ...{ decided: counted('decided', i + 1), left: counted('left', i + 1), appealed: counted('appealed', i + 1) },
          ...{ lagged: counted('lagged', i + 1), lagDays: counted('lag-days', i + 1) },
        }),
      ),
      ...(limitDays !== undefined && { limitDays }),
    }
  })
}

const sum = (rows: readonly Counted[], kind: CountedKind, of: { procedure?: string; at?: number } = {}): number =>
  rows.reduce(
    (total, row) =>
      row.kind === kind &&
      (of.procedure === undefined || row.procedure === of.procedure) &&
      (of.at === undefined || row.at === of.at)
        ? total + row.count
        : total,
    0,
  )
