import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createIdentity } from '#platform/backup/identity.ts'
import { WrongInput } from '../command.ts'
import { readSettings } from '../settings.ts'
import type { Ran } from './own-process.ts'
import { archiveName, erasuresName, pruneArchives } from './pruning.ts'
import { startBackups } from './schedule.ts'

const HOUR_MS = 3_600_000
const START = Date.parse('2026-11-25T00:00:00Z')

test('a backup is made when the last one is old enough, and never two at once', async () => {
  const day = simulate({ hours: 72 })
  await day.pass()
  expect(day.worlds()).toHaveLength(3)
  expect(day.atOnceMax()).toBe(1)
})

test('who was erased is listed every hour, and the newest list alone stays', async () => {
  const day = simulate({ hours: 10 })
  await day.pass()
  const lists = day.asked.filter((args) => args.includes('--erasures-only'))
  expect(lists.length).toBeGreaterThanOrEqual(9)
})

test('a backup that fails is shown, and tried again until it works', async () => {
  let failures = 3
  const day = simulate({ hours: 2, run: () => (failures-- > 0 ? { ok: false, sentence: 'No space.' } : { ok: true }) })
  await day.pass(0.4)
  expect(day.backups.state().failed).toBe('No space.')
  await day.pass(1)
  expect(day.backups.state().failed).toBeNull()
  expect(day.worlds()).toHaveLength(4)
  expect(day.lines.join('\n')).toContain('tried again in 10 minutes: No space.')
})

test('a restart forgets no backup and makes none twice', async () => {
  const first = simulate({ hours: 12 })
  await first.pass()
  const second = simulate({ hours: 24, lastAt: first.lastAt(), startAt: START + 12 * HOUR_MS })
  await second.pass()
  expect(second.worlds()).toHaveLength(1)
})

test('no keys archive outlives thirty days, nor the world it belongs to; nothing else in the folder is touched', () => {
  const folder = temporaryFolder()
  const put = (name: string, daysOld: number) => {
    const at = START - daysOld * 24 * HOUR_MS
    writeFileSync(join(folder, name), 'x')
    utimesSync(join(folder, name), at / 1000, at / 1000)
  }
  for (const days of [0, 1, 2, 29, 31]) {
    put(archiveName(START - days * 24 * HOUR_MS), days)
    put(`${archiveName(START - days * 24 * HOUR_MS)}.keys.age`, days)
  }
  put('2026-11-01.age', 24)
  put('2026-11-01.age.keys.age', 90)
  put('posada-letter.txt', 400)
  put(`${archiveName(START)}.partial`, 1)
  put(erasuresName(START - HOUR_MS), 0)
  put(erasuresName(START), 0)
  pruneArchives(folder, 4, START)
  expect(readdirSync(folder).sort()).toEqual(
    [
      ...[0, 1, 2, 29].flatMap((days) => {
        const name = archiveName(START - days * 24 * HOUR_MS)
        return [name, `${name}.keys.age`]
      }),
      ...['2026-11-01.age', '2026-11-01.age.keys.age', 'posada-letter.txt', erasuresName(START)],
    ].sort(),
  )
})

test('each setting of the backups is checked at the start, with a sentence that names it', async () => {
  const { recipient, identity } = await createIdentity()
  const folder = temporaryFolder()
  const good = { BACKUP_DIR: folder, BACKUP_RECIPIENT: recipient }
  expect(readSettings({ ...good }).backups).toEqual({ folder, recipient, everyHours: 24, keep: 30 })
  expect(readSettings({}).backups).toBeUndefined()
  expect(readSettings({ METRICS_PORT: '9100' }).metrics).toEqual({ host: '127.0.0.1', port: 9100 })
  expect(readSettings({}).metrics).toBeUndefined()
  const wrong: [Record<string, string>, RegExp][] = [
    [{ BACKUP_DIR: folder }, /BACKUP_DIR and BACKUP_RECIPIENT go together/],
    [{ ...good, BACKUP_DIR: join(folder, 'no') }, /BACKUP_DIR names a folder that is not there/],
    [{ ...good, BACKUP_RECIPIENT: 'age1x' }, /BACKUP_RECIPIENT must be an age recipient/],
    [{ ...good, BACKUP_RECIPIENT: identity }, /^BACKUP_RECIPIENT holds an identity/],
    [{ ...good, BACKUP_EVERY_HOURS: '0' }, /BACKUP_EVERY_HOURS must be a number from 1 to 168/],
    [{ ...good, BACKUP_KEEP: 'all' }, /BACKUP_KEEP must be a number/],
    [{ METRICS_PORT: '70000' }, /METRICS_PORT must be a number/],
    [{ METRICS_PORT: '1', METRICS_HOST: 'a b' }, /METRICS_HOST must be an address/],
    [{ UPGRADE_WITHOUT_BACKUP: 'yes' }, /UPGRADE_WITHOUT_BACKUP must be 0 or 1/],
  ]
  for (const [env, sentence] of wrong) {
    expect(() => readSettings(env)).toThrow(WrongInput)
    expect(() => readSettings(env)).toThrow(sentence)
    expect(() => readSettings(env)).not.toThrow(identity)
  }
})

type Simulated = { hours: number; lastAt?: number | undefined; startAt?: number; run?: () => Ran }

/** Runs the schedule on a clock that jumps from timer to timer. */
function simulate({ hours, lastAt, startAt = START, run = () => ({ ok: true }) }: Simulated) {
  let now = startAt
  const waiting: { at: number; call: () => void }[] = []
  const asked: string[][] = []
  const lines: string[] = []
  let atOnce = 0
  let atOnceMax = 0
  const timers = {
    after(ms: number, call: () => void) {
      const entry = { at: now + ms, call }
      waiting.push(entry)
      return () => void waiting.splice(waiting.indexOf(entry), 1)
    },
  }
  const backups = startBackups({
    settings: { folder: temporaryFolder(), recipient: '', everyHours: 24, keep: 7 },
    async run(args) {
      asked.push(args)
      atOnceMax = Math.max(atOnceMax, ++atOnce)
      await Promise.resolve()
      atOnce--
      const ran = run()
      if (ran.ok && !args.includes('--erasures-only')) lastAt = now
      return ran
    },
    findLast: async () => lastAt,
    ...{ clock: () => now, fileClock: () => now, timers, log: (line: string) => lines.push(line) },
  })
  return {
    ...{ backups, asked, lines, lastAt: () => lastAt, atOnceMax: () => atOnceMax },
    worlds: () => asked.filter((args) => !args.includes('--erasures-only')),
    async pass(of = hours) {
      const until = now + of * HOUR_MS
      for (;;) {
        for (let i = 0; i < 20; i++) await Promise.resolve()
        const next = waiting.sort((a, b) => a.at - b.at)[0]
        if (!next || next.at > until) break
        waiting.shift()
        now = next.at
        next.call()
      }
      now = until
    },
  }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'posada-schedule-'))
  onTestFinished(() => {
    if (existsSync(folder)) rmSync(folder, { recursive: true })
  })
  return folder
}
