import { formatDate, formatNumber } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import type { Five } from '../five.ts'
import type { Scenario } from '../scenario.ts'
import { DAYS_A_MONTH } from '../staffing.ts'

/** To two or three figures: more would say that somebody knows them. */
export function rounded(value: number): number {
  if (!Number.isFinite(value) || value === 0) return 0
  const power = 10 ** Math.floor(Math.log10(Math.abs(value)))
  const step = Math.abs(value) / power < 3 ? power / 100 : power / 10
  return Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value / Math.max(1, step)) * Math.max(1, step)
}

/** Cases are whole ones. */
export const cases = (value: number): number => Math.round(rounded(value))

export const numberWords = (value: number) => formatNumber(value, language.value.locale)
export const casesWords = (value: number) => numberWords(cases(value))
export const dayWords = (on: string) => formatDate(on, language.value.locale)

/** `78,000–250,000`, to stand in a `bdi`. */
export const rangeWords = (low: number, high: number) => `${casesWords(low)}–${casesWords(high)}`

/** Nobody decided, or a figure. */
export const monthsWords = (days: number): string =>
  Number.isNaN(days) ? t('planner_nobody_decided') : numberWords(Math.round((days / DAYS_A_MONTH) * 10) / 10)

export const moneyWords = (currency: string, value: number) => `${currency} ${numberWords(Math.round(rounded(value)))}`
export const moneyRange = (currency: string, { p5, p95 }: Five) =>
  `${moneyWords(currency, p5)} – ${numberWords(Math.round(rounded(p95)))}`

/** Tracks of our own starting points and changes have a name; others are called as in their file. */
export const trackWords = (key: string): string =>
  TRACKS.has(key) ? t(`planner_track_${key.replaceAll('-', '_')}`) : key

/** A track as a word within a sentence: as the operation's procedure calls it, else as above. */
export const trackName = ({ key, name }: Scenario['tracks'][number]): string =>
  name?.[language.value.locale] ?? name?.en ?? trackWords(key)

const TRACKS = new Set(['all', 'affirmative', 'court', 'border', 'remain-in-mexico'])

/** `tracks.0.arrivals.perMonth` in words; several fields that say the same thing share one. */
export function fieldWords(path: string): string {
  const name = path.replace(/\.\d+/g, '')
  const found = FIELD_WORDS.find(([start]) => name.startsWith(start))
  return found ? t(`planner_field_${found[1]}`) : name
}

/** The same; where a plan has several tracks, with the one it is of. */
export function fieldOfTrack(path: string, tracks: Scenario['tracks']): string {
  const track = tracks[Number(/^tracks\.(\d+)/.exec(path)?.[1])]
  const field = fieldWords(path)
  return track && tracks.length > 1 ? t('planner_of_track', { field, track: trackName(track) }) : field
}

const FIELD_WORDS: readonly (readonly [start: string, word: string])[] = [
  ['tracks.arrivals.growthPerYear', 'growth'],
  ['tracks.arrivals', 'arrivals'],
  ['tracks.waitingNow', 'waiting'],
  ['tracks.interviewedNow', 'waiting'],
  ['tracks.interpreterShare', 'interpreter_share'],
  ['tracks.withdrawalPerYear', 'withdrawal'],
  ['tracks.workFactor', 'work'],
  ['tracks.hearings', 'hearings'],
  ['registration', 'registration'],
  ['screening', 'screening'],
  ['officers.now', 'officers'],
  ['officers.share', 'officer_share'],
  ['officers.casesPerMonth', 'pace'],
  ['officers.hires.count', 'hires'],
  ['officers.hires', 'hiring'],
  ['officers.leavingPerYear', 'leaving'],
  ['officers.paceDriftPerYear', 'pace_drift'],
  ['officers.loadExponent', 'load'],
  ['supportStaff.hires.count', 'support'],
  ['supportStaff.hires', 'hiring'],
  ['supportStaff', 'support_work'],
  ['interpreters', 'interpreters'],
  ['noShow', 'noShow'],
  ['decision', 'decision'],
  ['appeals', 'appeals'],
  ['correctionPerMonth', 'correction'],
  ['money.feePayersPerYear', 'feePayers'],
  ['money', 'money'],
]
