import * as z from 'zod/mini'
import { secondPersonNeeded } from '#capabilities/access/oversight/contract.ts'
import { stepUpNeeded } from '#capabilities/access/step-up.ts'
import { fact, Instant, Uuid } from '#capabilities/registration/model.ts'
import { classed } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import {
  Binding,
  Content,
  PublicKey,
  RECIPIENTS_MAX,
  RecordKind,
  Version,
  VersionKey,
  VersionKeys,
  WrappedKey,
} from './model.ts'

export const notOffered = problem('not-offered', 404, 'A journey keeps no sealed records.')
export const noRecoveryKey = problem(
  'no-recovery-key',
  409,
  'No recovery key is named yet. A data protection officer names one first, so that nothing can be lost.',
)
export const wrongRecipients = problem(
  'wrong-recipients',
  409,
  'Seal it to each reader’s newest key and to the recovery key, and to nobody else. Load the keys again.',
)
export const changedMeanwhile = problem('changed-meanwhile', 409, 'Somebody was faster. Look at it again.')
export const notAllHere = problem(
  'not-all-here',
  409,
  'Some of it is sealed to another key of yours. Move it to this one first.',
)

const done = fact(z.object({ done: z.literal(true) }))
const Key = z.object({ keyId: Uuid, publicKey: PublicKey, since: Instant })
const Officer = z.object({
  ...Key.shape,
  accountId: Uuid,
  displayName: z.string(),
  receives: z.array(RecordKind),
})

export const listKeys = endpoint({
  method: 'GET',
  path: '/sealed/keys',
  summary: 'Public keys of officers who keep sealed records, and of the recovery custodian.',
  reply: fact(
    z.object({
      operationId: Uuid,
      /** Whoever asks. */
      accountId: Uuid,
      officers: z.array(Officer),
      /** The newest first; the others still open what was sealed to them. */
      recovery: z.array(Key),
      /** Colleagues who have or had a key: whose browser may be lost. */
      holders: z.array(z.object({ accountId: Uuid, displayName: z.string() })),
    }),
  ),
  problems: [notOffered],
})

export const makeKey = endpoint({
  method: 'POST',
  path: '/sealed/keys',
  summary: 'The public half of a key made in this browser. It takes the place of the one before.',
  body: z.strictObject({ keyId: Uuid, publicKey: PublicKey }),
  reply: done,
  problems: [notOffered, changedMeanwhile],
})

export const nameRecoveryKey = endpoint({
  method: 'POST',
  path: '/sealed/recovery-keys',
  summary:
    'The public half of a key that lies on paper with the recovery custodian, once a second person agreed. It takes the place of the one before.',
  body: z.strictObject({ keyId: Uuid, publicKey: PublicKey, agreementId: z.nullable(Uuid) }),
  reply: done,
  problems: [notOffered, changedMeanwhile, secondPersonNeeded, stepUpNeeded],
})

const Listed = z.object({
  recordId: Uuid,
  kind: RecordKind,
  subjectId: z.nullable(Uuid),
  caseNumber: z.nullable(z.string()),
  versions: z.number(),
  /** Of the newest version: the next one follows it. */
  binding: Binding,
  author: z.string(),
  writtenAt: Instant,
  /** Who can open it. */
  readers: z.array(z.object({ accountId: Uuid, displayName: z.string(), keyIds: z.array(Uuid) })),
})

export const listRecords = endpoint({
  method: 'GET',
  path: '/sealed/records',
  summary: 'Sealed notes on one household, or everything sealed to whoever asks. No content.',
  query: z.object({ subjectId: z.optional(Uuid) }),
  reply: fact(z.object({ records: z.array(Listed) })),
  problems: [notOffered],
})

export const writeVersion = endpoint({
  method: 'POST',
  path: '/sealed/records',
  summary: 'A new sealed record, or the next version of one. The server can open neither.',
  body: z.strictObject({
    recordId: Uuid,
    kind: RecordKind,
    subjectId: z.nullable(Uuid),
    version: Version,
    content: Content,
    binding: Binding,
    keys: z
      .array(z.strictObject({ keyId: Uuid, wrappedKey: WrappedKey }))
      .check(z.minLength(2), z.maxLength(RECIPIENTS_MAX)),
  }),
  reply: done,
  problems: [notOffered, noRecoveryKey, wrongRecipients, changedMeanwhile],
})

export const openRecord = endpoint({
  method: 'POST',
  path: '/sealed/records/:id/open',
  summary: 'All versions as they are stored, with the keys sealed to whoever asks; leaves a trace.',
  params: z.object({ id: Uuid }),
  body: z.strictObject({}),
  reply: z.object({
    kind: fact(RecordKind),
    subjectId: fact(z.nullable(Uuid)),
    versions: z.array(
      z.object({
        version: fact(Version),
        authorId: fact(Uuid),
        author: fact(z.string()),
        writtenAt: fact(Instant),
        content: classed('secret', Content),
        keys: classed('secret', z.array(z.object({ keyId: Uuid, wrappedKey: WrappedKey }))),
      }),
    ),
  }),
  problems: [notOffered],
})

const Bound = z.object({ ...VersionKey.shape, binding: Binding })
const bound = classed('secret', z.object({ keys: z.array(Bound) }))

export const readOwnKeys = endpoint({
  method: 'POST',
  path: '/sealed/own-keys',
  summary: 'The keys of versions sealed to one of the caller’s own keys, to hand them over.',
  body: z.strictObject({ keyId: Uuid }),
  reply: bound,
  problems: [notOffered],
})

export const handOver = endpoint({
  method: 'POST',
  path: '/sealed/hand-over',
  summary: 'Keys sealed anew in the giver’s browser. The giver can no longer open, unless they share.',
  body: z.strictObject({ fromKeyId: Uuid, toKeyId: Uuid, share: z.boolean(), keys: VersionKeys }),
  reply: done,
  problems: [notOffered, wrongRecipients, changedMeanwhile, notAllHere],
})

const Recovery = { recoveryKeyId: Uuid, fromAccountId: Uuid, toKeyId: Uuid }

export const readRecovery = endpoint({
  method: 'POST',
  path: '/sealed/recovery/keys',
  summary:
    'Keys that the recovery custodian’s words open, of what one officer could read and another is to read. No content.',
  body: z.strictObject(Recovery),
  reply: bound,
  problems: [notOffered, wrongRecipients],
})

export const recover = endpoint({
  method: 'POST',
  path: '/sealed/recovery',
  summary: 'The same keys, sealed in the custodian’s browser to a named officer. Takes nothing away from anybody.',
  body: z.strictObject({ ...Recovery, keys: VersionKeys }),
  reply: done,
  problems: [notOffered, wrongRecipients, changedMeanwhile],
})
