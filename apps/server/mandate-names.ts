import type { SealedNames } from '#capabilities/asylum/server/people.ts'
import type { Random } from '#platform/base/environment.ts'
import { underPersonKey } from './under-person-key.ts'

type At = Parameters<SealedNames['open']>[0]

/** Where the name of somebody who acts for a person lies. */
const place = ({ operationId, individualId, mandateId }: At) => ({
  ...{ operationId, table: 'claim_mandate', row: `${individualId}/${mandateId}`, class: 'contact', keyVersion: 1 },
})

/** How claims seal and open such a name. */
export const createMandateNames = (random: Random): SealedNames => underPersonKey(random, place)
