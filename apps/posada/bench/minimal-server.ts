import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { Pool } from 'pg'
import type { RegistrationEntry } from '#capabilities/registration/model.ts'
import { insertRegistration } from '#capabilities/registration/server/queries-intake.ts'
import { answerEach, readConfig } from './messages.ts'

/**
 * The least that could take a registration: Hono parses JSON, `pg` runs the same INSERTs in the same one statement, and
 * an answer of the same length goes back. No checks, no signatures, no row-level security. The server is held to a share
 * of its speed.
 */
export type MinimalConfig = { databaseUrl: string; poolSize: number; operationId: string }
export type MinimalReady = { url: string }

const { databaseUrl, poolSize, operationId } = readConfig<MinimalConfig>()
const pool = new Pool({ connectionString: databaseUrl, max: poolSize, idleTimeoutMillis: 0 })
const app = new Hono()

app.post('/api/registrations', async (context) => {
  const entry = await context.req.json<RegistrationEntry>()
  const envelope = Buffer.from(entry.envelope, 'base64url')
  const cti = Buffer.from(entry.cti, 'base64url')
  const groupId = randomUUID()
  const now = new Date()
  const { text, values } = insertRegistration({
    operationId,
    entryId: entry.id,
    groupId,
    contentHash: createHash('sha256').update(envelope).digest(),
    envelope,
    madeAt: now,
    receivedAt: now,
    caseNumber: groupId.slice(0, 14),
    householdSize: entry.people.length,
    language: entry.language,
    siteId: null,
    invitationId: operationId,
    stage: 'registered',
    waitingReason: null,
    accessCodeHash: Buffer.from(entry.accessCodeHash, 'base64url'),
    registeredOn: '2021-10-24',
    people: entry.people,
    cti,
    shortCode: cti.toString('hex').slice(0, 12),
    statusIndex: cti.readInt32BE() >>> 1,
    cardToken: CARD_TOKEN,
    expiresOn: '2022-10-24',
    eventId: randomUUID(),
    auditId: randomUUID(),
    salt: randomBytes(16),
  })
  await pool.query({ name: 'register', text, values: [...values] })
  return context.json({
    entryId: entry.id,
    receivedAt: now.toISOString(),
    status: 'accepted',
    card: CARD_TOKEN,
    rest: REST_OF_A_RECEIPT,
  })
})

const CARD_TOKEN = `RC1:${'0'.repeat(176)}`
const REST_OF_A_RECEIPT = '0'.repeat(240) // operation, hash and signature: so much longer is a real receipt

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
  answerEach(
    { url: `http://127.0.0.1:${address.port}` } satisfies MinimalReady,
    async () => ({}),
    async () => {
      server.close()
      await pool.end()
    },
  ),
)
