import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { bytesFromUuid, toBase64url } from '#platform/base/ids.ts'
import { noPasskeysHere } from '../contract.ts'
import type { Challenges } from './challenges.ts'

/** A passkey as it is stored. */
export type StoredPasskey = {
  credentialId: Buffer
  publicKey: Buffer
  rpId: string
  counter: number
  transports: string[]
}

/** Where the browser is: passkeys belong to a name, so an address of digits has none. */
export type Here = { origin: string; rpId: string }

/**
 * Read off the request. A site that pretends to be this one is found out by what the browser signs: its own origin, and
 * keys made for its own name.
 */
export function hereOf(host: string | undefined, secure: boolean): Here {
  const address = `${secure ? 'https' : 'http'}://${host ?? ''}`
  if (!URL.canParse(address)) throw noPasskeysHere()
  const { hostname, origin } = new URL(address)
  if (/^[\d.]+$|^\[/.test(hostname)) throw noPasskeysHere()
  return { origin, rpId: hostname }
}

const TIMEOUT_MS = 4 * 60_000
// ES256, EdDSA, RS256: what devices have.
const ALGORITHMS = [-7, -8, -257]

export const optionsToSign = (challenge: Uint8Array<ArrayBuffer>, { rpId }: Here, own: StoredPasskey[] = []) =>
  generateAuthenticationOptions({
    ...{ rpID: rpId, challenge, timeout: TIMEOUT_MS, userVerification: 'required' },
    allowCredentials: own.map(describe),
  })

export const optionsToMake = (
  challenge: Uint8Array<ArrayBuffer>,
  { rpId }: Here,
  who: { accountId: string; login: string; displayName: string; operationName: string },
  own: StoredPasskey[] = [],
) =>
  generateRegistrationOptions({
    ...{ rpName: who.operationName, rpID: rpId, challenge, timeout: TIMEOUT_MS, attestationType: 'none' },
    ...{ userID: Uint8Array.from(bytesFromUuid(who.accountId)), userName: who.login, userDisplayName: who.displayName },
    excludeCredentials: own.map(describe),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })

/** What a new passkey brings; undefined for anything that is not a fresh one made here, for this. */
export async function readNewPasskey(
  response: unknown,
  { here, challenges, purpose }: { here: Here; challenges: Challenges; purpose: string },
): Promise<StoredPasskey | undefined> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      // The library reads it; whatever it is, it is checked there.
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: (challenge) => challenges.take(challenge, purpose),
      ...{ expectedOrigin: here.origin, expectedRPID: here.rpId },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS },
    })
    if (!verified) return undefined
    const { id, publicKey, counter, transports } = registrationInfo.credential
    return {
      credentialId: Buffer.from(id, 'base64url'),
      publicKey: Buffer.from(publicKey),
      ...{ rpId: here.rpId, counter, transports: (transports ?? []).slice(0, TRANSPORTS_MAX).map(String) },
    }
  } catch {
    return undefined // the library's words quote what was sent
  }
}

/** The new counter of a passkey that signed this challenge here; undefined if it did not. */
export async function readSigned(
  response: unknown,
  passkey: StoredPasskey,
  { here, challenges, purpose }: { here: Here; challenges: Challenges; purpose: string },
): Promise<number | undefined> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: (challenge) => challenges.take(challenge, purpose),
      ...{ expectedOrigin: here.origin, expectedRPID: passkey.rpId, requireUserVerification: true },
      credential: {
        id: toBase64url(passkey.credentialId),
        ...{ publicKey: Uint8Array.from(passkey.publicKey), counter: passkey.counter },
      },
    })
    return verified && here.rpId === passkey.rpId ? authenticationInfo.newCounter : undefined
  } catch {
    return undefined
  }
}

const describe = ({ credentialId, transports }: StoredPasskey) => ({ id: toBase64url(credentialId), transports })

const TRANSPORTS_MAX = 6
