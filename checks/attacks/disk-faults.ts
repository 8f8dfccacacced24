import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { startingQuickly, temporaryFolder } from '#checks/harness/posada.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { findWrong, startWriters, untilHealthy } from './mixed-writes.ts'
import { type RealServer, startRealServer } from './real-server.ts'

export type DiskFaults = {
  /** Faults the system really gave. */
  given: number
  acknowledged: { phone: number; desk: number }
  /** Answers with 503 and a sentence because the disk was full. */
  refusedEarly: number
  /** Times that the server ended by itself, told why, and was started again. */
  restarted: number
  wrong: string[]
}

const TMPFS_MIB = 900

/** A small disk of its own; undefined where this machine does not let us mount one. */
export function mountSmallDisk(): string | undefined {
  const folder = temporaryFolder()
  const options = `size=${TMPFS_MIB}m,mode=0711`
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' }).status !== 0)
    return undefined
  onTestFinished(() => void spawnSync('umount', ['-l', folder], { stdio: 'ignore' }))
  return folder
}

/** Phones and a desk write while the disk fills up to the last byte and is well again, several times. */
export async function fillDiskDuringWrites(folder: string, { rounds }: { rounds: number }): Promise<DiskFaults> {
  const server = await startRealServer('authority', folder)
  const writers = await startWriters(server)
  const counts = { given: 0, refusedEarly: 0, restarted: 0 }
  for (let round = 0; round < rounds; round++) {
    await pause(500)
    fillUp(folder, 20 * 2 ** 20)
    await pause(1_500)
    const reply = await server.post('/registrations', {}).catch(() => undefined)
    if (reply?.status === 503 && reply.body.type === 'urn:posada:problem:disk-full') counts.refusedEarly++
    fillUp(folder, 0)
    counts.given++
    await pause(1_000)
    rmSync(join(folder, 'ballast'))
    counts.restarted += await resume(server)
  }
  return finish(server, writers, counts)
}

/**
 * Phones and a desk write while the disk is read-only and is well again, several times. A busy disk may refuse to become
 * read-only: such a round is not `given`, and `refusal` says what the system answered.
 */
export async function makeReadOnlyDuringWrites(
  folder: string,
  { rounds }: { rounds: number },
): Promise<DiskFaults & { refusal: string | undefined }> {
  const server = await startRealServer('authority', folder)
  const writers = await startWriters(server)
  const counts = { given: 0, refusedEarly: 0, restarted: 0 }
  let refusal: string | undefined
  for (let round = 0; round < rounds; round++) {
    await pause(500)
    const refused = remount(folder, 'ro')
    refusal ??= refused
    if (refused !== undefined) continue
    counts.given++
    await pause(2_000)
    const stays = remount(folder, 'rw')
    if (stays !== undefined) throw new Error(`the disk stays read-only: ${stays}`)
    counts.restarted += await resume(server)
  }
  return { ...(await finish(server, writers, counts)), refusal }
}

/** Whether faults can be given to single system calls here; otherwise why not. */
export function findStrace(): string | undefined {
  const found = spawnSync('strace', ['-o', '/dev/null', '-e', 'inject=getppid:error=EIO', 'true'], { stdio: 'ignore' })
  return found.status === 0 ? undefined : 'strace is not installed, or may not look into processes here'
}

/** The n-th call of each database process fails while phones and a desk write; once for each `n`. */
export async function failCallsDuringWrites(faults: { call: string; error: string; n: number }[]): Promise<DiskFaults> {
  const server = await startRealServer()
  const writers = await startWriters(server)
  const counts = { given: 0, refusedEarly: 0, restarted: 0 }
  for (const { call, error, n } of faults) {
    await pause(300)
    const log = join(server.dataDir, `${call}-${error}-${n}.strace`)
    const strace = await attach(server, [
      '-e',
      `trace=${call}`,
      '-e',
      `inject=${call}:error=${error}:when=${n}`,
      '-o',
      log,
    ])
    for (let waited = 0; waited < 3_000 && givenIn(log) === 0; waited += 50) await pause(50)
    strace.kill('SIGINT')
    await new Promise((resolve) => strace.once('close', resolve))
    counts.given += givenIn(log) > 0 ? 1 : 0
    rmSync(log, { force: true })
    counts.restarted += await resume(server)
  }
  return finish(server, writers, counts)
}

export type BackupFault = { call: string; error: string; n: number; file: 'world' | 'keys' }

/**
 * Runs `posada backup` while the n-th call of a thread on one of its two files fails. Where a fault was given it must say so
 * and leave nothing behind.
 */
export async function failCallsOfBackup(faults: BackupFault[]): Promise<{ given: number; wrong: string[] }> {
  const server = await startRealServer()
  const folder = temporaryFolder()
  const { recipient } = await createIdentity()
  const wrong: string[] = []
  let given = 0
  for (const { call, error, n, file } of faults) {
    const to = join(folder, 'one.age')
    const path = file === 'world' ? `${to}.partial` : `${to}.keys.age.partial`
    const log = join(server.dataDir, 'backup.strace')
    const inject = ['-P', path, '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${n}`, '-o', log]
    const command = [join(import.meta.dirname, '../../apps/posada/main.ts'), 'backup', '--to', to]
    const { status } = spawnSync(
      'strace',
      ['-f', '-qq', ...inject, process.execPath, ...command, '--recipient', recipient],
      { env: { ...startingQuickly(), POSADA_DATA: server.dataDir, POSADA_DEMO: '0' }, stdio: 'ignore' },
    )
    const isGiven = givenIn(log) > 0
    const left = readdirSync(folder)
    if (isGiven) given++
    if (isGiven && (status === 0 || left.length > 0))
      wrong.push(`${call} ${n} of ${file} failed with ${error}: it ended with ${status} and left ${left.join()}`)
    for (const name of left) rmSync(join(folder, name))
  }
  await server.stop()
  return { given, wrong }
}

const givenIn = (log: string): number => {
  try {
    return readFileSync(log, 'utf8').split('(INJECTED)').length - 1
  } catch {
    return 0
  }
}

async function finish(
  server: RealServer,
  writers: Awaited<ReturnType<typeof startWriters>>,
  counts: Pick<DiskFaults, 'given' | 'refusedEarly' | 'restarted'>,
): Promise<DiskFaults> {
  const written = await writers.finish()
  const wrong = await findWrong(server, written)
  await server.stop()
  return { ...counts, acknowledged: { phone: written.phone.length, desk: written.desk.length }, wrong }
}

/** The fault has ended: a server that ended by itself is started again, as whatever watches it would do. */
async function resume(server: RealServer): Promise<number> {
  const ended = await Promise.race([server.running().ended, pause(500)])
  if (!ended) {
    const late = await Promise.race([untilHealthy(server).then(() => 'healthy'), server.running().ended])
    if (late === 'healthy') return unlocked(server, 0)
  }
  await server.start()
  await untilHealthy(server)
  return unlocked(server, 1)
}

async function unlocked(server: RealServer, restarted: number): Promise<number> {
  await server.unlock()
  return restarted
}

async function attach(server: RealServer, how: string[]): Promise<ChildProcess> {
  const postmaster = readFileSync(join(server.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]!
  const workers = execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster], { encoding: 'utf8' }).trim().split(/\s+/)
  const pids = [postmaster, ...workers].flatMap((pid) => ['-p', pid])
  return spawn('strace', ['-f', '-qq', ...how, ...pids], { stdio: 'ignore' })
}

/** Undefined once it is so; otherwise what the system said. The kernel does by force, when a disk breaks, what it refuses in order. */
function remount(folder: string, mode: 'ro' | 'rw'): string | undefined {
  const { status, stderr } = spawnSync('mount', ['-o', `remount,${mode}`, folder], { encoding: 'utf8' })
  return status === 0 ? undefined : stderr.trim() || `mount ended with ${status}`
}

/** Takes all room but these bytes. */
function fillUp(folder: string, leaves: number): void {
  const file = openSync(join(folder, 'ballast'), 'a')
  const block = Buffer.alloc(64 * 1024)
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(folder)
      const room = bavail * bsize - leaves
      if (room <= 0) break
      writeSync(file, block, 0, Math.min(block.length, room))
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    fsyncSync(file)
    closeSync(file)
  }
}
