import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The names that the running server gives: they sort by time, and nothing else in the folder is touched. */
export const archiveName = (at: number, word = ''): string => `posada-${stampOf(at)}${word}.age`
export const erasuresName = (at: number): string => `posada-erasures-${stampOf(at)}.age`

/** `2026-11-23T021500Z`: fits every file system. */
const stampOf = (at: number) => `${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}Z`

const WORLD = /^posada-\d{4}-\d\d-\d\dT\d{6}Z(-before-upgrade)?\.age$/
const KEYS = /^posada-\d{4}-\d\d-\d\dT\d{6}Z(-before-upgrade)?\.age\.keys\.age$/
const ERASURES = /^posada-erasures-\d{4}-\d\d-\d\dT\d{6}Z\.age$/
const DRAFT = /^posada-.*\.age\.partial$/

const HOUR_MS = 3_600_000
/** An hour less than thirty days, because it is looked at every hour: no keys archive ever lives longer. */
const KEYS_MS_MAX = (30 * 24 - 1) * HOUR_MS

/** Removes what may not or need not stay: worlds beyond `keep`, keys of thirty days, lists of erasures but the newest, old drafts. */
export function pruneArchives(folder: string, keep: number, now: number): string[] {
  const names = readdirSync(folder).sort()
  const ageOf = (name: string) => now - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? now)
  const worlds = names.filter((name) => WORLD.test(name))
  const kept = new Set(worlds.slice(-keep))
  const gone = [
    ...worlds.filter((name) => !kept.has(name)),
    ...names.filter((name) => KEYS.test(name) && (ageOf(name) >= KEYS_MS_MAX || !kept.has(worldOf(name)))),
    ...names.filter((name) => ERASURES.test(name)).slice(0, -1),
    ...names.filter((name) => DRAFT.test(name) && ageOf(name) > HOUR_MS),
  ]
  for (const name of gone) rmSync(join(folder, name), { force: true })
  return gone
}

const worldOf = (keys: string) => keys.slice(0, -'.keys.age'.length)
