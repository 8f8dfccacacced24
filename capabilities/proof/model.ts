import { addDays, isPlainDate, type PlainDate, plainDateOf, startOfDay } from '#platform/base/plain-date.ts'
import { decodeBase45, encodeBase45 } from '#platform/cose/base45.ts'
import { type CborMap, type CborValue, decodeCbor, encodeCbor, isCanonical } from '#platform/cose/cbor.ts'
import { PUBLIC_KEY_BYTES, type Signer } from '#platform/cose/ed25519.ts'
import { HEADER, readStrictSign1, type Sign1, signSign1, signSign1Sync } from '#platform/cose/sign1.ts'

/** In the order of their numbers on the card: 1, 2, 3. A ticket is what a phone writes before the operation has answered. */
export const cardTypes = ['card', 'constancia', 'ticket'] as const
export type CardType = (typeof cardTypes)[number]

/** The papers of type 2, in the order of their numbers in the QR: 1, 2, 3, 4. */
export const paperKinds = ['constancia', 'interview', 'hearing', 'decision'] as const
export type PaperKind = (typeof paperKinds)[number]

/** All that a card says. It names nobody and opens nothing (docs/decisions/0004-card-format.md). */
export type CardClaims = {
  type: CardType
  householdSize: number
  /** The card's place in the list of withdrawn cards; a ticket has none and says 0. */
  statusIndex: number
  /** Eight random bytes made where the registration was made; the short code is part of them. */
  cti: Uint8Array
  registeredOn: PlainDate
  /** The last day on which the card is valid. */
  expiresOn: PlainDate
  /** Constancia only: which printed text it belongs to, see `printedHashOf`. */
  printedHash?: Uint8Array
  /** Type 2 only: which other paper it is; absent for the constancia itself, so that each has one form. */
  paper?: Exclude<PaperKind, 'constancia'>
  /** Ticket only: the key of the phone that signed it. */
  phoneKey?: Uint8Array
}

export const PREFIX = 'RC1:'
export const HOUSEHOLD_SIZE_MAX = 30
export const CTI_BYTES = 8
export const PRINTED_HASH_BYTES = 16
export const STATUS_INDEX_MAX = 2 ** 32 - 1

/** Signs a card and writes it as the text inside the QR: `RC1:…`, 180 characters for a card. */
export async function encodeCard(claims: CardClaims, signer: Signer): Promise<string> {
  return textOf(await signSign1(payloadOf(claims, signer.publicKey), signer))
}

/** As `encodeCard`, with a key that answers at once (the server, while it registers a household). */
export function encodeCardSync(
  claims: CardClaims,
  signer: Pick<Signer, 'kid' | 'publicKey'> & { signSync(bytes: Uint8Array): Uint8Array },
): string {
  return textOf(signSign1Sync(payloadOf(claims, signer.publicKey), signer))
}

/** A card taken apart; its signature has not been checked yet. */
export type ReadCard = { claims: CardClaims; kid: Uint8Array; message: Sign1 }

/**
 * Takes the text of a QR apart. `undefined` for anything but the one text an issuer writes for these claims: base45, CBOR
 * and claims each have a single form, so no altered text can mean the same card.
 */
export function readCard(text: string): ReadCard | undefined {
  if (!text.startsWith(PREFIX) || text.length > TEXT_LENGTH_MAX) return undefined
  const bytes = decodeBase45(text.slice(PREFIX.length))
  const message = bytes && readStrictSign1(bytes)
  if (message?.protectedHeader.size !== 2) return undefined
  const kid = message.protectedHeader.get(HEADER.kid)
  const claims = claimsIn(message.payload)
  return claims && kid instanceof Uint8Array && kid.length === 4 ? { claims, kid, message } : undefined
}

/** Why these claims cannot be put on a card, as the name of the first wrong claim; `undefined` when all are right. */
export function wrongClaim(claims: CardClaims): keyof CardClaims | undefined {
  const { householdSize, statusIndex, cti, registeredOn, expiresOn, printedHash, phoneKey, type } = claims
  if (!isWhole(householdSize, 1, HOUSEHOLD_SIZE_MAX)) return 'householdSize'
  if (!isWhole(statusIndex, 0, type === 'ticket' ? 0 : STATUS_INDEX_MAX)) return 'statusIndex'
  if (cti.length !== CTI_BYTES) return 'cti'
  if (!isCardDate(registeredOn)) return 'registeredOn'
  if (!isCardDate(expiresOn) || expiresOn < registeredOn) return 'expiresOn'
  if (printedHash?.length !== (type === 'constancia' ? PRINTED_HASH_BYTES : undefined)) return 'printedHash'
  if (claims.paper && (type !== 'constancia' || paperKinds.indexOf(claims.paper) < 1)) return 'paper'
  if (phoneKey?.length !== (type === 'ticket' ? PUBLIC_KEY_BYTES : undefined)) return 'phoneKey'
  return undefined
}

/**
 * What ties a constancia to its paper: the first 16 bytes of SHA-256 over its printed fields in their fixed text form.
 * One line per field, `name: value`, in the order printed; NFC, spaces collapsed, so that a reader can type them again.
 */
export async function printedHashOf(fields: readonly (readonly [name: string, value: string])[]): Promise<Uint8Array> {
  const lines = fields.map(([name, value]) => `${plain(name)}: ${plain(value)}\n`)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines.join('')))
  return new Uint8Array(digest).slice(0, PRINTED_HASH_BYTES)
}

// CWT claims (RFC 8392) and two of our own, in the range for private use.
const CLAIM = { exp: 4, iat: 6, cti: 7, card: -65537, phoneKey: -65538 } as const
const TEXT_LENGTH_MAX = 311 // what QR version 10, level M holds in alphanumeric mode
const LAST_CARD_DAY = '2105-12-31' // seconds stay within 32 bits, so every card has the same length

function payloadOf(claims: CardClaims, publicKey: Uint8Array): Uint8Array {
  const complete = claims.type === 'ticket' ? { ...claims, phoneKey: publicKey } : claims
  const wrong = wrongClaim(complete)
  if (wrong) throw new Error(`a card cannot carry this ${wrong}`)
  return encodeCbor(payloadMap(complete))
}

function payloadMap(claims: CardClaims): CborMap {
  const card: CborValue[] = [cardTypes.indexOf(claims.type) + 1, claims.householdSize, claims.statusIndex]
  if (claims.printedHash) card.push(claims.printedHash)
  if (claims.paper) card.push(paperKinds.indexOf(claims.paper) + 1)
  const payload: CborMap = new Map<number, CborValue>([
    [CLAIM.exp, startOfDay(addDays(claims.expiresOn, 1)) / 1000], // CWT: from this second on it is no longer valid
    [CLAIM.iat, startOfDay(claims.registeredOn) / 1000],
    [CLAIM.cti, claims.cti],
    [CLAIM.card, card],
  ])
  if (claims.phoneKey) payload.set(CLAIM.phoneKey, claims.phoneKey)
  return payload
}

function claimsIn(bytes: Uint8Array): CardClaims | undefined {
  const payload = decodeCbor(bytes)
  if (!(payload instanceof Map) || !isCanonical(payload, bytes)) return undefined
  const [exp, iat, cti, card] = [CLAIM.exp, CLAIM.iat, CLAIM.cti, CLAIM.card].map((claim) => payload.get(claim))
  const phoneKey = payload.get(CLAIM.phoneKey)
  if (!isDaySeconds(exp) || !isDaySeconds(iat) || !(cti instanceof Uint8Array) || !Array.isArray(card)) return undefined
  const [number, householdSize, statusIndex, printedHash, paperNumber] = card
  const type = typeof number === 'number' ? cardTypes[number - 1] : undefined
  if (!type || typeof householdSize !== 'number' || typeof statusIndex !== 'number') return undefined
  const paper = typeof paperNumber === 'number' ? paperKinds[paperNumber - 1] : undefined
  const claims: CardClaims = {
    type,
    householdSize,
    statusIndex,
    cti,
    registeredOn: plainDateOf(iat * 1000),
    expiresOn: addDays(plainDateOf(exp * 1000), -1),
    ...(printedHash instanceof Uint8Array && { printedHash }),
    ...(paper && paper !== 'constancia' && { paper }),
    ...(phoneKey instanceof Uint8Array && { phoneKey }),
  }
  // Written again, these claims must give the same bytes: nothing unknown rides along.
  return !wrongClaim(claims) && isCanonical(payloadMap(claims), bytes) ? claims : undefined
}

const textOf = (message: Uint8Array) => PREFIX + encodeBase45(message)

const isDaySeconds = (value: CborValue | undefined): value is number =>
  typeof value === 'number' && value > 0 && value < 2 ** 32 && value % 86_400 === 0

const isCardDate = (text: string) => isPlainDate(text) && text > '1970-01-01' && text <= LAST_CARD_DAY

const isWhole = (value: number, from: number, to: number) => Number.isInteger(value) && value >= from && value <= to

const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()
