import { unlockPractice } from '#capabilities/access/custody/server/unlocking.ts'
import type { Overseer } from '#capabilities/access/oversight/overseer.ts'
import { createOverseer } from '#capabilities/access/oversight/server/overseer.ts'
import { createOperationKeyring, type OperationKeyring } from '#capabilities/access/server/operations.ts'
import { type Procedures, readProcedures, SHIPPED } from '#capabilities/asylum/server/procedure-files.ts'
import { createRuleBooks, type RuleBooks } from '#capabilities/asylum/server/rule-book.ts'
import { createSenders, createWords, type MessageSettings } from '#capabilities/messages/server/senders.ts'
import type { Addresses, Senders, Words } from '#capabilities/messages/server/sending.ts'
import { createWaitCounter, type WaitCounter } from '#capabilities/planning/server/wait-counter.ts'
import { createIntake, type Intake } from '#capabilities/registration/server/intake.ts'
import { createInvitations, type Invitations } from '#capabilities/registration/server/invitations.ts'
import { createNameIndex, type NameIndex } from '#capabilities/registration/server/name-index.ts'
import { createOwnRegistrations, type OwnRegistrations } from '#capabilities/registration/server/own-registration.ts'
import { createRefusals, type Refusals } from '#capabilities/registration/server/refusals.ts'
import type { Environment } from '#platform/base/environment.ts'
import { type Database, openDatabase } from '#platform/database/connect.ts'
import { createPress, type Press } from '#platform/paper/writing.ts'
import { openServerKey, readPracticeKeys } from '#platform/vault/key-files.ts'
import { createVault, type Vault } from '#platform/vault/vault.ts'
import { createAddresses } from './addresses.ts'

/** Everything one process serves from: a database, the keys of its operations, and the services over them. */
export type World = Environment & {
  db: Database
  /** Invented people, known keys: every page says so. */
  isPractice: boolean
  secretsDir: string
  vault: Vault
  serverKey: Uint8Array
  /** Operation keys of practice operations; empty for a real world. */
  practiceKeys: Map<string, Uint8Array>
  keyring: OperationKeyring
  invitations: Invitations
  intake: Intake
  refusals: Refusals
  names: NameIndex
  own: OwnRegistrations
  oversight: Overseer
  /** What an operation can choose from, and the rules of those that have chosen. */
  procedures: Procedures
  books: RuleBooks
  /** Messages: how they are sent, if at all; how an address is opened; what they say. */
  senders: Senders | undefined
  addresses: Addresses
  words: Words
  /** Writes papers; ends with the world. */
  press: Press
  /** Counts expected waits; ends with the world. */
  waits: WaitCounter
  log: (line: string) => void
  close(): Promise<void>
}

type Options = Environment & {
  isPractice: boolean
  ownerUrl: string
  secretsDir: string
  poolSize?: number
  /** Those that come with the program, unless told. */
  procedures?: Procedures
  /** Messages are off unless somebody set up a channel. */
  messages?: MessageSettings | undefined
  log: (line: string) => void
}

/** Opens the database, migrates it, and puts the services together. Practice operations are unlocked at once. */
export async function openWorld({ ownerUrl, poolSize, ...parts }: Options): Promise<World> {
  const { secretsDir, random, log } = parts
  const db = await openDatabase({ ownerUrl, secretsDir, random, log, ...(poolSize ? { poolSize } : {}) })
  try {
    const world = composeWorld(db, { ...parts, practiceKeys: readPracticeKeys(secretsDir) })
    await unlockPractice(world.vault, db, world.practiceKeys)
    return world
  } catch (error) {
    await db.close()
    throw error
  }
}

type Parts = Omit<Options, 'ownerUrl' | 'poolSize'> & Pick<World, 'practiceKeys'>

/** The services over a database that is open, nothing unlocked: a process as it begins. */
export function composeWorld(db: Database, { practiceKeys, procedures = shipped(), messages, ...parts }: Parts): World {
  const { clock, random, secretsDir } = parts
  const vault = createVault({ clock })
  const serverKey = openServerKey(secretsDir, random)
  const keyring = createOperationKeyring({ db, serverKey })
  const keysOf = keyring.find
  const invitations = createInvitations(db, keysOf)
  const names = createNameIndex(db, vault)
  const press = createPress(parts.timers)
  const waits = createWaitCounter(parts.timers)
  const refusals = createRefusals({ clock })
  const onSentAgain = () => refusals.count('sentAgain')
  return {
    ...parts,
    ...{ db, vault, serverKey, practiceKeys, keyring, invitations, refusals, names, procedures },
    books: createRuleBooks(procedures),
    ...{
      addresses: createAddresses(random),
      senders: messages && createSenders(messages, parts),
      words: createWords(messages?.link ?? ''),
    },
    intake: createIntake({ db, clock, random, invitations, keysOf, onSentAgain }),
    own: createOwnRegistrations({ db, vault, clock, random, names, keysOf }),
    oversight: createOverseer({ db, clock, random }),
    press,
    waits,
    async close() {
      await Promise.all([press.close(), waits.close()])
      await vault.lockAll()
      await db.close()
    },
  }
}

let read: Procedures | undefined
/** Read once in a process. */
function shipped(): Procedures {
  read ??= readProcedures([SHIPPED])
  return read
}
