import { toHex } from '#platform/base/ids.ts'
import { addDays, type PlainDate } from '#platform/base/plain-date.ts'
import { sameBytes } from '#platform/cose/cbor.ts'
import { keyIdOf } from '#platform/cose/ed25519.ts'
import { isSignedBy } from '#platform/cose/sign1.ts'
import { findSigner, type Issuer, mayIssuePapers } from './issuer.ts'
import { type CardType, type PaperKind, type ReadCard, readCard } from './model.ts'
import { shortCodeOf } from './short-code.ts'
import { isWithdrawn, type StatusList } from './status-list.ts'

/** Why a card is valid or not. The order is that of the questions asked; the first "no" is the reason. */
export const cardReasons = [
  'malformed',
  'unknown-issuer',
  'bad-signature',
  'outside-mandate',
  'not-yet-valid',
  'expired',
  'withdrawn',
  'not-confirmed',
  'valid',
] as const
export type CardReason = (typeof cardReasons)[number]

/** What a verifier may say about a text. Nothing unsigned is repeated: claims are there once the signature holds. */
export type CardCheck = {
  valid: boolean
  reason: CardReason
  kid?: string
  type?: CardType
  /** Type 2 only: which paper it is, and the hash of what is printed on it. */
  paper?: PaperKind
  printedHash?: Uint8Array
  householdSize?: number
  registeredOn?: PlainDate
  expiresOn?: PlainDate
  shortCode?: string
  cti?: Uint8Array
  /** Public name of who issued it; absent for a ticket, which nobody has issued yet. */
  issuer?: string
  practice?: boolean
  /** The day of the list of withdrawn cards that was asked; absent when there is none: "not checked". */
  statusCheckedOn?: PlainDate
  /** No list, or one older than a day: the card may have been withdrawn since. It is not refused for that. */
  statusStale?: boolean
}

/**
 * Checks a card without a network and without an account. `today` is the day on the calendar of the place where it is
 * shown: a card is valid through the whole of its last day there, whatever the hour at Greenwich.
 */
export async function verifyCard(
  text: string,
  keyring: readonly Issuer[],
  today: PlainDate,
  statusLists: readonly StatusList[] = [],
): Promise<CardCheck> {
  const card = readCard(text.trim())
  if (!card) return { valid: false, reason: 'malformed' }
  if (card.claims.type === 'ticket') return verifyTicket(card, today)

  const kid = toHex(card.kid)
  const candidates = keyring.filter((issuer) => sameBytes(issuer.kid, card.kid) && mayHaveIssued(issuer, card))
  if (candidates.length === 0) return { valid: false, reason: 'unknown-issuer', kid }
  const issuer = await findSigner(card.message, candidates)
  if (!issuer) return { valid: false, reason: 'bad-signature', kid }
  if (!mayIssue(issuer, card)) {
    return { valid: false, reason: 'outside-mandate', kid, issuer: issuer.name, practice: issuer.practice }
  }

  const list = statusLists.find((each) => sameBytes(each.kid, card.kid))
  const withdrawn = list && isWithdrawn(list, card.claims.statusIndex)
  const checkedOn = withdrawn === undefined ? undefined : list?.issuedOn
  const reason = reasonByDate(card, today) ?? (withdrawn ? 'withdrawn' : 'valid')
  return {
    valid: reason === 'valid',
    reason,
    ...detailsOf(card),
    issuer: issuer.name,
    practice: issuer.practice,
    ...(checkedOn && { statusCheckedOn: checkedOn }),
    statusStale: !checkedOn || checkedOn < addDays(today, -STATUS_FRESH_DAYS),
  }
}

/** A ticket is whole but unconfirmed: a phone signed it with a key of its own, which it carries along. */
async function verifyTicket(card: ReadCard, today: PlainDate): Promise<CardCheck> {
  const phoneKey = card.claims.phoneKey!
  const named = sameBytes(await keyIdOf(phoneKey), card.kid)
  if (!named || !(await isSignedBy(card.message, phoneKey))) {
    return { valid: false, reason: 'bad-signature', kid: toHex(card.kid) }
  }
  return { valid: false, reason: reasonByDate(card, today) ?? 'not-confirmed', ...detailsOf(card) }
}

const mayHaveIssued = (issuer: Issuer, { claims }: ReadCard) =>
  issuer.validFrom <= claims.registeredOn && claims.registeredOn <= issuer.validTo

/** Papers of a procedure are an authority's: the root must have signed that this operation may issue them. */
const mayIssue = (issuer: Issuer, { claims }: ReadCard) => claims.type !== 'constancia' || mayIssuePapers(issuer)

function reasonByDate({ claims }: ReadCard, today: PlainDate): CardReason | undefined {
  // Somewhere it is already tomorrow: a registration dated there must not be refused here.
  if (claims.registeredOn > addDays(today, 1)) return 'not-yet-valid'
  return today > claims.expiresOn ? 'expired' : undefined
}

function detailsOf({ claims, kid }: ReadCard) {
  const { type, householdSize, registeredOn, expiresOn, cti, printedHash } = claims
  return {
    ...{ kid: toHex(kid), type, householdSize, registeredOn, expiresOn, cti, shortCode: shortCodeOf(cti) },
    ...(printedHash && { paper: claims.paper ?? ('constancia' as const), printedHash }),
  }
}

const STATUS_FRESH_DAYS = 1
