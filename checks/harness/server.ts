import { PRACTICE_STARTS_AT } from '#apps/posada/practice/folder.ts'
import type { PracticeWorld } from '#apps/posada/practice/world.ts'
import { createApp } from '#apps/server/app.ts'
import { listen } from '#apps/server/listen.ts'
import { openWorld, type World } from '#apps/server/world.ts'
import type { Role } from '#capabilities/access/model.ts'
import type { MessageSettings } from '#capabilities/messages/server/senders.ts'
import { openSealedEntries } from '#capabilities/registration/server/opening.ts'
import { type Clock, realEnvironment, shiftedClock } from '#platform/base/environment.ts'
import type { FreshDatabase } from './database.ts'
import { copyPractice } from './practice.ts'

export type TestWorld = {
  world: World
  practice: PracticeWorld
  fresh: FreshDatabase
  /** Sends a request to the whole server without a socket. */
  request(path: string, init?: RequestInit & { cookie?: string }): Promise<Response>
  post(path: string, body: unknown, cookie?: string): Promise<Response>
  /** Signs in to one of the two practice operations and gives the cookie. */
  signIn(operation: 'journey' | 'authority', role: Role): Promise<string>
  /** Opens everything sealed now, as the job does. */
  openSealed(operationId: string): Promise<{ opened: number; failed: number }>
  /** Moves the clock of the world. */
  advance(ms: number): void
  /** Serves it on a free port of this machine, for a browser. */
  serve(): Promise<{ url: string; stop(): Promise<void> }>
  close(): Promise<void>
}

/** A practice world with few people in a database of its own, whole and real but for its size. */
export async function testWorld({
  people = 60,
  messages,
}: {
  people?: number
  messages?: MessageSettings
} = {}): Promise<TestWorld> {
  const environment = realEnvironment()
  const { shifted, advance } = movableClock(shiftedClock(environment.clock, PRACTICE_STARTS_AT))
  const { fresh, practice } = await copyPractice(people, { ...environment, clock: shifted })
  const world = await openWorld({
    ...environment,
    clock: shifted,
    ownerUrl: fresh.ownerUrl,
    secretsDir: fresh.secretsDir,
    isPractice: true,
    messages,
    poolSize: 6,
    log: (line: string) => console.error(line),
  })
  const app = createApp(world, { secure: false, isLoopback: () => true, onReceived: () => {} })

  const request: TestWorld['request'] = async (path, { cookie, ...init } = {}) =>
    app.request(path, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) },
    })
  const post: TestWorld['post'] = (path, body, cookie) =>
    request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(cookie ? { cookie } : {}),
    })

  return {
    world,
    practice,
    fresh,
    request,
    post,
    async signIn(operation, role) {
      const reply = await post('/api/access/practice-sign-in', { operationId: practice[operation].operationId, role })
      const cookie = reply.headers.get('set-cookie')?.split(';')[0]
      if (!cookie) throw new Error(`no session for ${role}: ${reply.status}`)
      return cookie
    },
    openSealed: (operationId) => openSealedEntries(world, operationId),
    advance,
    async serve() {
      const server = await listen(world, { host: '127.0.0.1', port: 0 })
      return { url: server.url, stop: server.stop }
    },
    async close() {
      await world.close()
      await fresh.drop()
    },
  }
}

function movableClock(clock: Clock) {
  let moved = 0
  const advance = (ms: number) => {
    moved += ms
  }
  return { shifted: () => clock() + moved, advance }
}
