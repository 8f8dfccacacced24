import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createChance } from '#platform/base/chance.ts'
import { findWrong, startWriters, untilHealthy } from './mixed-writes.ts'
import { type RealServer, startRealServer } from './real-server.ts'

/** Who is ended without warning: the server, the database, both at once, or one of the database's own workers. */
const victims = ['server', 'database', 'both', 'worker'] as const
type Victim = (typeof victims)[number]

export type KillsResult = {
  /** Milliseconds from the kill until the next registration could be sent. */
  readyAfter: { victim: Victim; ms: number }[]
  acknowledged: { phone: number; desk: number; erased: number }
  /** Acknowledged and not there exactly once, not whole, or erased and back. */
  wrong: string[]
}

/** Ends processes at seeded moments while phones and a desk write, and looks afterwards for what was acknowledged. */
export async function killDuringWrites({ kills, seed }: { kills: number; seed: number }): Promise<KillsResult> {
  const chance = createChance(seed)
  const server = await startRealServer()
  const writers = await startWriters(server)
  const readyAfter: KillsResult['readyAfter'] = []
  for (let n = 0; n < kills; n++) {
    await pause(chance.between(100, 500))
    const victim = n < victims.length ? victims[n]! : chance.pick(victims)
    const killedAt = performance.now()
    await kill(server, victim)
    if (victim !== 'worker') await server.start()
    await untilHealthy(server)
    readyAfter.push({ victim, ms: Math.round(performance.now() - killedAt) })
    // Most kills meet a server that is locked, as after a power cut: the phones' work goes on, the desk waits.
    if (n % UNLOCKED_EVERY === 0) await server.unlock()
  }
  await server.unlock()
  const written = await writers.finish()
  const wrong = await findWrong(server, written)
  await server.stop()
  return {
    readyAfter,
    acknowledged: { phone: written.phone.length, desk: written.desk.length, erased: written.erased.length },
    wrong,
  }
}

/** Each costs two custodians' argon2id. */
const UNLOCKED_EVERY = 3

async function kill(server: RealServer, victim: Victim): Promise<void> {
  const running = server.running()
  const postmaster = Number(readFileSync(join(server.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
  if (victim === 'worker') {
    const workers = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' })
    const last = workers.trim().split('\n').at(-1)
    if (last) killIfThere(Number(last))
    return
  }
  if (victim !== 'server') killIfThere(postmaster)
  if (victim !== 'database') running.process.kill('SIGKILL')
  // Without its database the server says so and ends by itself.
  await running.ended
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself a moment ago.
  }
}
