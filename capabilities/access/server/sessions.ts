import { createHash } from 'node:crypto'
import type { Clock, Random } from '#platform/base/environment.ts'
import { fromBase64url, isUuid, toBase64url, toHex } from '#platform/base/ids.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { type Actor, Role, SESSION_IDLE_MS, SESSION_MS_MAX } from '../model.ts'
import { deleteEndedEnrolments } from '../sign-in/server/queries-passkeys.ts'
import { deleteEndedSessions, findSession, insertSession, stepUpSession, touchSession } from './queries-sessions.ts'

/** Over TLS the browser itself holds the cookie to this host (`__Host-`); that prefix does not exist on plain loopback. */
export const cookieNameFor = (secure: boolean): string => (secure ? '__Host-posada' : 'posada')

/** Starts a session in the transaction of the sign-in; the result is the cookie to set. Only a hash of it is stored. */
export async function startSession(
  tx: Tx,
  accountId: string,
  { clock, random, secure }: { clock: Clock; random: Random; secure: boolean },
): Promise<string> {
  const token = random.bytes(TOKEN_BYTES)
  const now = clock()
  await tx.run(insertSession, {
    operationId: tx.operationId,
    tokenHash: hashToken(token),
    accountId,
    createdAt: new Date(now),
    seenAt: new Date(now),
    expiresAt: new Date(now + SESSION_MS_MAX),
    steppedUpAt: new Date(now),
  })
  return sessionCookie(`${tx.operationId}.${toBase64url(token)}`, secure)
}

/** The session goes on, stepped up, under a new token. The result is the cookie to set; nothing if it has ended meanwhile. */
export async function stepUp(
  tx: Tx,
  { sessionId }: Pick<Actor, 'sessionId'>,
  { clock, random, secure }: { clock: Clock; random: Random; secure: boolean },
): Promise<string | undefined> {
  const token = random.bytes(TOKEN_BYTES)
  const [found] = await tx.run(stepUpSession, {
    operationId: tx.operationId,
    tokenHash: Buffer.from(sessionId, 'hex'),
    newHash: hashToken(token),
    at: new Date(clock()),
  })
  return found && sessionCookie(`${tx.operationId}.${toBase64url(token)}`, secure)
}

/** The cookie that removes the session's. */
export const expiredCookie = (secure: boolean): string => `${sessionCookie('', secure)}; Max-Age=0`

/** Who sends this request, from its `cookie` header; undefined for nobody we know. Roles are read anew each time. */
export async function authenticate(
  cookieHeader: string | undefined,
  { db, clock, secure }: { db: Database; clock: Clock; secure: boolean },
): Promise<Actor | undefined> {
  const session = parseCookie(cookieHeader, cookieNameFor(secure))
  if (!session) return undefined
  const { operationId, tokenHash } = session
  const now = clock()
  const idleSince = new Date(now - SESSION_IDLE_MS)
  const [found] = await db.scoped(operationId, findSession, { operationId, tokenHash, now: new Date(now), idleSince })
  if (!found) return undefined
  if (now - found.seenAt.getTime() > TOUCH_AFTER_MS) {
    await db.scoped(operationId, touchSession, { operationId, tokenHash, seenAt: new Date(now) })
  }
  return {
    accountId: found.accountId,
    operationId,
    roles: found.roles.filter(isRole),
    siteIds: sitesReachedByAll(found.siteIds),
    sessionId: toHex(tokenHash),
    steppedUpAt: found.steppedUpAt?.getTime() ?? null,
  }
}

/** An hourly duty: sessions and codes for a first way in are forgotten a day after they ended. */
export async function forgetEndedSessions({ db, clock }: { db: Database; clock: Clock }, operationId: string) {
  const endedBefore = new Date(clock() - FORGET_AFTER_MS)
  const seenBefore = new Date(endedBefore.getTime() - SESSION_IDLE_MS)
  await db.scoped(operationId, deleteEndedSessions, { operationId, endedBefore, seenBefore })
  await db.scoped(operationId, deleteEndedEnrolments, { operationId, endedBefore })
}

/**
 * What an actor may is the sum of their roles, so the places must not be: only a site that every role reaches counts (null
 * reaches all). Roles given for two different sites reach neither; such a person needs two accounts.
 */
function sitesReachedByAll(sitesOfRoles: readonly (string | null)[]): Actor['siteIds'] {
  const limits = new Set(sitesOfRoles.filter((site) => site !== null))
  if (limits.size === 0) return 'all'
  return limits.size === 1 ? [...limits] : []
}

const hashToken = (token: Uint8Array): Uint8Array => createHash('sha256').update(token).digest()

const isRole = (role: string): role is Role => Role.safeParse(role).success

function parseCookie(header: string | undefined, name: string) {
  for (const part of (header ?? '').slice(0, COOKIE_HEADER_MAX).split(';')) {
    const [key, value = ''] = part.trim().split('=', 2)
    if (key !== name) continue
    const [operationId = '', token = ''] = value.split('.', 2)
    const bytes = fromBase64url(token)
    if (isUuid(operationId) && bytes?.length === TOKEN_BYTES) return { operationId, tokenHash: hashToken(bytes) }
  }
  return undefined
}

const sessionCookie = (value: string, secure: boolean): string =>
  `${cookieNameFor(secure)}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`

const TOKEN_BYTES = 32
const FORGET_AFTER_MS = 24 * 3_600_000
const TOUCH_AFTER_MS = 60_000
const COOKIE_HEADER_MAX = 8192
