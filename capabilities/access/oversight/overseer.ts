import type { Clock, Random } from '#platform/base/environment.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { Actor } from '../model.ts'
import type { AgreementAct, AgreementFacts, AlarmKind } from './model.ts'

/** Who does something; without an account, whoever sits at the machine itself. */
export type Doer = Pick<Actor, 'roles'> & { accountId: string | null; steppedUpAt?: number | null }
export type Doing = { tx: Tx; actor: Doer; clock: Clock; random: Random }
export type Agreed = { agreementId: string | null; act: AgreementAct; facts: AgreementFacts }
export type Alarm = { kind: AlarmKind; accountId: string | null; facts: AgreementFacts }

/** What other capabilities ask of oversight: made by the server and handed in, because nobody reaches into its server. */
export type Overseer = {
  /** Uses up a colleague's yes; throws `second-person-needed` without one. Practice needs none. */
  useAgreement(work: Doing, agreed: Agreed): Promise<{ practice: boolean }>
  /** The next step of what began with that yes. */
  continueAgreement(work: Doing, agreed: Agreed): Promise<void>
  /** Before names of these people are shown: counts them, and looks whether somebody is among them whom nobody has a reason to open. */
  noteReading(work: Doing, read: { act: 'find' | 'open'; groupIds: string[]; people: number }): Promise<void>
  /** Stays, even if the transaction it is about rolls back. */
  raiseAlarm(operationId: string, alarm: Alarm): Promise<void>
  /** Marks a household as one that nobody has a reason to open, in the transaction that makes it. */
  markCanary(work: Doing, groupId: string): Promise<void>
}
