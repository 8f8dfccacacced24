import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '#apps/server/world.ts'
import { PAPERS_MANDATE } from '#capabilities/proof/issuer.ts'
import { addToTrustList, setMandate } from '#capabilities/proof/server/trust-root.ts'
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
  const current = readList(secretsDir)
  const rootSeed = current ? await askRootKey(ask) : random.bytes(32)
  const newRootKey = current ? undefined : Buffer.from(rootSeed).toString('base64url')
  const { issuing, issuerName } = (await keyring.find(operationId))!
  const today = plainDateOf(clock())
  const issuer = {
    publicKey: issuing.publicKey,
    name: issuerName,
    mandate: [CARDS_MANDATE],
    practice: false,
    validFrom: today,
    validTo: addYears(today, ISSUER_YEARS),
  }
  try {
    const list = await addToTrustList({ current, rootSeed, issuer, issuedAt: clock() })
    replaceList(secretsDir, list)
  } finally {
    wipe(rootSeed)
  }
  return { newRootKey }
}

/**
 * Signs that an operation may issue papers of a procedure, or no longer. Taken back, verifiers believe none of its papers once
 * they have the new list, also those that were issued before.
 */
export async function changeMandate(
  operationId: string,
  { secretsDir, keyring, clock }: Omit<TrustServices, 'random'>,
  ask: Ask,
  isGranted: boolean,
): Promise<void> {
  const current = readList(secretsDir)
  if (!current) throw new WrongInput('No root has signed a list here. `posada init` makes one.')
  const keys = (await keyring.find(operationId))!
  if (keys.kind !== 'authority') throw new WrongInput('A journey hears no claims, and issues no papers of one.')
  const rootSeed = await askRootKey(ask)
  const mandate = isGranted ? [CARDS_MANDATE, PAPERS_MANDATE] : [CARDS_MANDATE]
  try {
    replaceList(
      secretsDir,
      await setMandate({ current, rootSeed, publicKey: keys.issuing.publicKey, mandate, issuedAt: clock() }),
    )
  } finally {
    wipe(rootSeed)
  }
}

/** The word for cards, as every list has had it. */
const CARDS_MANDATE = 'card'

/** The list as the root signed it, if there is one. */
export function readList(secretsDir: string): Uint8Array | undefined {
  const file = trustListFile(secretsDir)
  return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined
}

/** Whole or not at all: verifiers fetch it at any moment. */
function replaceList(secretsDir: string, list: Uint8Array): void {
  const file = trustListFile(secretsDir)
  writeFileSync(`${file}.new`, list, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

const askRootKey = async (ask: Ask): Promise<Uint8Array> =>
  readRootKey(await ask('Root key, from its paper: ', { hidden: true }))

function readRootKey(typed: string): Uint8Array {
  const seed = Uint8Array.from(Buffer.from(typed, 'base64url'))
  if (seed.length !== 32) throw new WrongInput('The root key has 43 letters and digits. Look at its paper again.')
  return seed
}
