import { Hono } from 'hono'
import type { Actor, Role } from '#capabilities/access/model.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { Problem } from '#platform/base/problem.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import type { Database } from '#platform/database/connect.ts'
import { journeyRoutes } from './routes.ts'

const { random, timers } = realEnvironment()

type Fresh = { database: Database; asOwner<T>(work: (owner: Owner) => Promise<T>): Promise<T> }
type Owner = { query(sql: string, values: unknown[]): Promise<unknown> }

/** An operation in a test's database with its routes, a clock that the test turns, and households on paper. */
export async function makeJourney(fresh: Fresh, startsAt: number, kind: 'journey' | 'authority' = 'journey') {
  const operationId = newId(random)
  await fresh.asOwner((owner) =>
    owner.query(
      `insert into operation (id, kind, name, issuer_name, practice, created_at) values ($1, $2, 'Walk', 'Test', true, $3)`,
      [operationId, kind, new Date(startsAt)],
    ),
  )
  const clock = { now: startsAt }
  const journey = {
    operationId,
    clock,
    receipt: nodeSignerFromSeed(random.bytes(32)),
    id: () => newId(random),
    at: (offsetMs = 0) => new Date(clock.now + offsetMs).toISOString(),
    /** Calls a route as somebody in this role; gives status and body. */
    async as(role: Role, method: 'GET' | 'POST', path: string, body?: unknown) {
      const accountId = newId(random)
      const actor: Actor = { accountId, operationId, roles: [role], siteIds: 'all', sessionId: '00', steppedUpAt: null }
      const response = await appFor(actor).request(`/api${path}`, {
        method,
        ...(method === 'POST' && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
      // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects.
      return { status: response.status, body: (await response.json()) as any }
    },
    async enterStop(name: string, reachedAt = new Date(clock.now).toISOString()) {
      const stop = { id: newId(random), name, reachedAt }
      await journey.as('coordinator', 'POST', '/journeys/stops', stop)
      return stop
    },
    send: (deviceId: string, entries: unknown[], stopId: string | null = null) =>
      journey.as('volunteer', 'POST', '/journeys/check-ins', { deviceId, stopId, entries }),
    async totals() {
      return (await journey.as('coordinator', 'GET', '/journeys/totals')).body.stops
    },
    /** A household in the working file with a card of this short code. */
    register: (shortCode: string, bands: string[], groupId = newId(random)) =>
      fresh.asOwner(async (owner) => {
        const day = '2021-10-23'
        await owner.query(
          `insert into registration_group (operation_id, id, case_number, household_size, language, stage, access_code_hash,
             source, registered_at, registered_on) values ($1, $2, $3, $4, 'ht', 'registered', $5, 'desk', $6, $7)
           on conflict do nothing`,
          [operationId, groupId, groupId, bands.length, random.bytes(32), new Date(startsAt), day],
        )
        for (const [ordinal, band] of bands.entries())
          await owner.query(
            `insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
             values ($1, $2, $3, $4, $5, 'unknown', $6, 'HTI', 'ht', 'present')`,
            [operationId, newId(random), groupId, ordinal, ordinal === 0, band],
          )
        await owner.query(
          `insert into card (operation_id, cti, short_code, group_id, status_index, token, issued_at, expires_on)
           values ($1, $2, $3, $4, $5, 'RC1:', $6, '2027-10-23')`,
          [operationId, random.bytes(8), shortCode, groupId, new DataView(random.bytes(4).buffer).getUint16(0), day],
        )
        return groupId
      }),
  }
  const keys = {
    ...{ name: 'Walk', kind, practice: true, receipt: journey.receipt },
    issuing: nodeSignerFromSeed(random.bytes(32)),
  }
  const routes = journeyRoutes(async (id) => (id === operationId ? keys : undefined))

  function appFor(actor: Actor) {
    const app = new Hono()
    const services = { db: fresh.database, clock: () => clock.now, random, timers }
    for (const route of routes)
      app.on(route.endpoint.method, `/api${route.endpoint.path}`, (context) =>
        route.answer({ context, actor, services }),
      )
    app.onError((error) => {
      if (!(error instanceof Problem)) throw error
      return new Response(JSON.stringify(error.toBody()), { status: error.status })
    })
    return app
  }
  return journey
}
