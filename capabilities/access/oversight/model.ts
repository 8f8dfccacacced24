import * as z from 'zod/mini'
import { plainText } from '#platform/base/text.ts'
import { type Actor, Role } from '../model.ts'
import { isAllowed, type Permission } from '../policy.ts'

/** What nobody does alone: who may ask for it, and who may agree as the second person. */
export const agreementActs = {
  'export-names': { asks: 'export-names', agrees: 'oversee' },
  'rotate-keys': { asks: 'rotate-keys', agrees: 'oversee' },
  'name-recovery-key': { asks: 'name-recovery-custodian', agrees: 'oversee' },
  'replace-passkey': { asks: 'manage-accounts', agrees: 'oversee' },
  'close-operation': { asks: 'close-operation', agrees: 'close-operation' },
  'reopen-operation': { asks: 'close-operation', agrees: 'close-operation' },
} as const satisfies Record<string, { asks: Permission; agrees: Permission }>

export const AgreementAct = z.enum(Object.keys(agreementActs) as [keyof typeof agreementActs])
export type AgreementAct = z.infer<typeof AgreementAct>

/** What exactly is agreed to: ids, counts and codes, an office at most; never a person's data. */
export const AgreementFacts = z
  .record(
    z.string().check(z.regex(/^[a-z][a-zA-Z]{0,39}$/)),
    z.union([plainText(200), z.number(), z.boolean(), z.null()]),
  )
  .check(z.refine((facts) => Object.keys(facts).length <= 12, { error: 'too-many-facts' }))
export type AgreementFacts = z.infer<typeof AgreementFacts>

/** An answer is awaited for a day; what was agreed to is done within the same day. */
export const AGREEMENT_MS = 24 * 3_600_000
/** What takes several steps, such as a long file, is done within this time after the first of them. */
export const AGREED_WORK_MS = 30 * 60_000

export const mayAsk = (actor: Pick<Actor, 'roles'>, act: AgreementAct): boolean =>
  isAllowed(actor, agreementActs[act].asks)

export const mayAnswer = (actor: Pick<Actor, 'roles'>, act: AgreementAct): boolean =>
  isAllowed(actor, agreementActs[act].agrees)

export const rolesThatAgreeTo = (act: AgreementAct): Role[] =>
  Role.options.filter((role) => mayAnswer({ roles: [role] }, act))

export const agreementStates = ['waiting', 'agreed', 'used', 'refused', 'withdrawn', 'expired'] as const
export type AgreementState = (typeof agreementStates)[number]

type Kept = { answer: 'agreed' | 'refused' | 'withdrawn' | null; usedAt: Date | null; expiresAt: Date }

/** Where an agreement stands: one that was not used in time is worth nothing any more. */
export function agreementStateOf({ answer, usedAt, expiresAt }: Kept, now: number): AgreementState {
  if (usedAt) return 'used'
  if (answer === 'refused' || answer === 'withdrawn') return answer
  if (expiresAt.getTime() <= now) return 'expired'
  return answer ?? 'waiting'
}

/** What a person has to look at; another part of the product adds its own kind here, with its words. */
export const alarmKinds = [
  'many-opened',
  'canary-found',
  'canary-opened',
  'names-exported',
  'record-damaged',
  'wrong-unlocks',
  'overseer-made',
  'account-reset',
  'clock-leapt',
] as const
export type AlarmKind = (typeof alarmKinds)[number]

/** How somebody who looked into an alarm closes it. A coded choice, so that no name can stand there. */
export const alarmNotes = [
  'expected-work',
  'training',
  'spoken-with',
  'account-closed',
  'repaired',
  'reported',
] as const
export const AlarmNote = z.enum(alarmNotes)
export type AlarmNote = z.infer<typeof AlarmNote>

/** Opening more people than this within the time asks for a second proof of who one is, and raises an alarm. */
export const PEOPLE_MAX = 60
export const PEOPLE_WINDOW_MS = 10 * 60_000

/** A closed operation can be opened again for so long; then the keys of its people are destroyed. */
export const REOPEN_MS = 30 * 86_400_000

/** So many invented records at most: they are seen in lists, and must stay few among the real ones. */
export const CANARIES_MAX = 20
