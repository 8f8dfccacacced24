import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import type { Clock } from '#platform/base/environment.ts'
import { toHex } from '#platform/base/ids.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Signer } from '#platform/cose/ed25519.ts'
import type { Database } from '#platform/database/connect.ts'
import { serveDocumentToAnyone } from '#platform/http/document.ts'
import { practiceSigner } from '../practice-signer.ts'
import { packStatusBits } from '../status-list.ts'
import { encodeTrustList } from '../trust-list.ts'
import { findWithdrawnPlaces } from './queries-status.ts'
import { encodeStatusList } from './status-list-token.ts'

type OperationIssuer = { issuing: Signer; issuerName: string; practice: boolean }

type Parts = {
  db: Database
  /** The keys of an operation; `undefined` when it is closed. */
  keysOf: (operationId: string) => Promise<OperationIssuer | undefined>
  /** Where the list signed by the offline root lies; a practice world needs none. */
  trustListFile: string
}

/** The two lists a verifier keeps: whom to believe, and which cards were withdrawn. Anyone may fetch both. */
export function listDocuments({ db, keysOf, trustListFile }: Parts) {
  const fresh = new Map<string, { madeAt: number; bytes: Promise<Uint8Array> }>()

  async function listIssuers(): Promise<(OperationIssuer & { operationId: string })[]> {
    const found = []
    for (const operationId of await db.everyOperation()) {
      const keys = await keysOf(operationId)
      if (keys) found.push({ ...keys, operationId })
    }
    return found
  }

  /** Signed at most every few seconds, however many ask, and so never twice in the same second with other content. */
  function statusList(operationId: string, issuing: Signer, clock: Clock): Promise<Uint8Array> {
    const known = fresh.get(operationId)
    if (known && clock() - known.madeAt < FRESH_MS) return known.bytes
    const made = { madeAt: clock(), bytes: signStatusList(db, operationId, issuing, clock()) }
    made.bytes.catch(() => fresh.delete(operationId))
    fresh.set(operationId, made)
    return made.bytes
  }

  return [
    serveDocumentToAnyone(
      { path: '/api/trust-list', summary: 'Issuing keys to believe, signed by the root.', mediaType: CWT },
      async ({ clock }) => {
        if (existsSync(trustListFile)) return cwt(await readFile(trustListFile))
        const practice = (await listIssuers()).filter((issuer) => issuer.practice)
        if (practice.length === 0) throw notFound()
        return cwt(await signPracticeList(practice, clock()))
      },
    ),
    serveDocumentToAnyone(
      {
        path: '/api/status-lists/:kid',
        summary: 'Withdrawn cards of one issuing key: a Token Status List, one bit per card.',
        mediaType: CWT,
        params: z.object({ kid: z.string().check(z.regex(/^[0-9a-f]{8}$/)) }),
      },
      async ({ params, clock }) => {
        const issuer = (await listIssuers()).find(({ issuing }) => toHex(issuing.kid) === params.kid)
        if (!issuer) throw notFound()
        return cwt(await statusList(issuer.operationId, issuer.issuing, clock))
      },
    ),
  ]
}

async function signStatusList(db: Database, operationId: string, issuing: Signer, issuedAt: number) {
  const [row] = await db.scoped(operationId, findWithdrawnPlaces, { operationId })
  let size = PLACES_MIN // a list that grew with every card would tell how many there are
  while (size <= (row?.highest ?? 0)) size *= 2
  const bits = packStatusBits(size, row?.withdrawn ?? [])
  return encodeStatusList({ bits, issuedAt, ttlSeconds: TTL_SECONDS }, issuing)
}

/** The practice world's list is made when asked for: its root is public, and its time tells what day it is there. */
function signPracticeList(practice: OperationIssuer[], issuedAt: number) {
  const issuers = practice.map(({ issuing, issuerName }) => ({
    publicKey: issuing.publicKey,
    name: issuerName,
    mandate: ['practice'],
    practice: true,
    validFrom: '1970-01-02',
    validTo: '2105-12-31',
  }))
  return encodeTrustList({ version: Math.floor(issuedAt / 1000), issuedAt, issuers }, practiceSigner('practice-root'))
}

const CWT = 'application/cwt'
const FRESH_MS = 3_000
const TTL_SECONDS = 3_600
const PLACES_MIN = 2 ** 18

const cwt = (bytes: Uint8Array) =>
  new Response(bytes as BodyInit, { headers: { 'content-type': CWT, 'cache-control': 'no-cache' } })
