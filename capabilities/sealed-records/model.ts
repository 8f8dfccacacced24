import * as z from 'zod/mini'
import { Role } from '#capabilities/access/model.ts'
import { roleMatrix } from '#capabilities/access/policy.ts'
import { Base64url, Uuid } from '#capabilities/registration/model.ts'
import { BINDING_BYTES, CONTENT_BYTES_MAX, WRAPPED_KEY_BYTES } from '#platform/sealed/record.ts'

export const RecordKind = z.enum(['household-note', 'staff-complaint'])
export type RecordKind = z.infer<typeof RecordKind>

type Rule = {
  /** Whether it says in clear which household it is about. */
  namesHousehold: boolean
  /** Whether colleagues who work with that household see that there is one. */
  isShown: boolean
  /** Whose role may receive it. */
  receivers: readonly Role[]
}

const keepers = Role.options.filter((role) => roleMatrix[role].includes('keep-sealed-records'))

/** Of a complaint about staff nobody but its handler may even know that it is there. */
export const kinds: Readonly<Record<RecordKind, Rule>> = {
  'household-note': { namesHousehold: true, isShown: true, receivers: keepers },
  'staff-complaint': { namesHousehold: false, isShown: false, receivers: ['complaints-handler'] },
}

export const mayReceive = (kind: RecordKind, roles: readonly Role[]): boolean =>
  roles.some((role) => kinds[kind].receivers.includes(role))

export const VERSIONS_MAX = 50
export const RECIPIENTS_MAX = 20
export const RECORDS_MAX = 200
/** Keys of versions in one message. */
export const KEYS_MAX = 500

export const PublicKey = Base64url({ exactly: 65 })
export const Binding = Base64url({ exactly: BINDING_BYTES })
export const Content = Base64url({ atMost: CONTENT_BYTES_MAX })
export const WrappedKey = Base64url({ exactly: WRAPPED_KEY_BYTES })
export const Version = z.int().check(z.minimum(1), z.maximum(VERSIONS_MAX))

/** The key of one version, for one recipient who is named beside it. */
export const VersionKey = z.strictObject({ recordId: Uuid, version: Version, wrappedKey: WrappedKey })
export const VersionKeys = z.array(VersionKey).check(z.minLength(1), z.maxLength(KEYS_MAX))
