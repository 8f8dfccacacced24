import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '#apps/server/world.ts'
import { addToTrustList } from '#capabilities/proof/server/trust-root.ts'
import { addYears, plainDateOf } from '#platform/base/plain-date.ts'
import { wipe } from '#platform/vault/keys.ts'
import { WrongInput } from './command.ts'
import type { Ask } from './prompt.ts'

type TrustServices = Pick<World, 'secretsDir' | 'keyring' | 'clock' | 'random'>

/** An issuing key is vouched for this long; then the root signs a new one. */
const ISSUER_YEARS = 10

export const trustListFile = (secretsDir: string): string => join(secretsDir, 'trust-list.cwt')

/**
 * Adds the operation to the list that verifiers believe. The first time a root key is made and returned as text, to be
 * written down and kept away from the network; later it is asked for, used once and wiped.
 */
export async function vouchFor(
  operationId: string,
  { secretsDir, keyring, clock, random }: TrustServices,
  ask: Ask,
): Promise<{ newRootKey: string | undefined }> {
  const file = trustListFile(secretsDir)
  const current = existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined
  const rootSeed = current ? readRootKey(await ask('Root key, from its paper: ', { hidden: true })) : random.bytes(32)
  const newRootKey = current ? undefined : Buffer.from(rootSeed).toString('base64url')
  const { issuing, issuerName } = (await keyring.find(operationId))!
  const today = plainDateOf(clock())
  const issuer = {
    publicKey: issuing.publicKey,
    name: issuerName,
    mandate: ['card'],
    practice: false,
    validFrom: today,
    validTo: addYears(today, ISSUER_YEARS),
  }
  try {
    const list = await addToTrustList({ current, rootSeed, issuer, issuedAt: clock() })
    writeFileSync(`${file}.new`, list, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } finally {
    wipe(rootSeed)
  }
  return { newRootKey }
}

function readRootKey(typed: string): Uint8Array {
  const seed = Uint8Array.from(Buffer.from(typed, 'base64url'))
  if (seed.length !== 32) throw new WrongInput('The root key has 43 letters and digits. Look at its paper again.')
  return seed
}
