import { addDays, plainDateOf } from '#platform/base/plain-date.ts'
import type { Query } from '#platform/database/query.ts'
import type { Vault } from '#platform/vault/vault.ts'
import type { OperationKeys } from '../../server/operation-keys.ts'
import { openPerson } from '../../server/person-file.ts'
import { listOwnPeople, listReadings } from '../../server/queries-own.ts'
import type { ArchiveContent, ArchivedPerson } from '../archive.ts'
import { consentOf } from './own-rights.ts'
import * as queries from './queries-rights.ts'
import { periodsOf } from './retention-job.ts'

type Run = <P, R>(query: Query<P, R>, params: P) => Promise<R[]>

/** Reads and opens everything that is held about a household. Throws 423 while locked. The caller records the act. */
export async function collect(
  { run, vault, keys, now, opened }: { run: Run; vault: Vault; keys: OperationKeys; now: number; opened: boolean },
  groupId: string,
): Promise<ArchiveContent> {
  const { operationId } = keys
  const { operationKey } = vault.require(operationId)
  const at = { operationId, groupId }
  const [group] = await run(queries.findOwnGroup, at)
  if (!group) throw new Error('a household that was found is gone')
  const history = await run(queries.listConsentHistory, at)
  const earlier = await run(queries.listEarlierVersions, at)
  const people = (await run(listOwnPeople, at)).map((row): ArchivedPerson => {
    const { id, isFocalPoint, sex, nationality, ageBand, wrappedKey } = row
    const blobs = (row.blobs ?? []).map((blob, index) => ({
      ...{ class: row.classes![index]!, version: row.versions![index]!, blob },
    }))
    const file = wrappedKey ? openPerson(operationId, id, wrappedKey, blobs, operationKey) : {}
    return {
      ...{ id, isFocalPoint, sex, nationality, ageBand },
      ...file.identity,
      ...(wrappedKey ? { needs: file.needs?.needs ?? [] } : {}),
      phoneNumber: file.contact?.phoneNumber ?? null,
      consent: consentOf(row),
      consentHistory: history
        .filter(({ individualId }) => individualId === id)
        .map((decision) => ({ decidedAt: decision.decidedAt.toISOString(), ...consentOf(decision) })),
      earlier: earlier
        .filter(({ individualId }) => individualId === id)
        .map(({ class: blobClass, version, blob, wrappedKey, writtenAt, supersededAt }) => ({
          ...{ class: blobClass, version, writtenAt: writtenAt.toISOString(), replacedAt: supersededAt.toISOString() },
          content: openPerson(operationId, id, wrappedKey, [{ class: blobClass, version, blob }], operationKey)[
            blobClass
          ]!,
        })),
    }
  })
  const readings = (await run(listReadings, at)).map(({ at, ...reading }) => ({ at: at.toISOString(), ...reading }))
  const periods = await periodsOf(run, operationId)
  const { caseNumber, stage, registeredOn, language, householdSize, siteName, source } = group
  return {
    format: 'posada-archive-1',
    madeAt: new Date(now).toISOString(),
    operation: { name: keys.name, kind: keys.kind, practice: keys.practice },
    registration: { caseNumber, stage, registeredOn, language, householdSize, site: siteName, source, opened },
    people,
    cards: (await run(queries.listOwnCards, at)).map((card) => ({
      shortCode: card.shortCode,
      issuedAt: card.issuedAt.toISOString(),
      expiresOn: card.expiresOn,
      withdrawnAt: card.withdrawnAt?.toISOString() ?? null,
      reason: card.withdrawnReason,
    })),
    corrections: (await run(queries.listOwnCorrections, at)).map(({ individualId, state, reason, receivedAt }) => ({
      ...{ person: individualId, state, reason, askedAt: receivedAt.toISOString() },
    })),
    readings,
    exports: readings
      .filter(({ act }) => act === 'export-with-names')
      .map(({ at, purpose }) => {
        const [codes = '', ...recipient] = purpose.split(': ')
        const [why = '', basis = ''] = codes.split(' ')
        return { at, recipient: recipient.join(': '), purpose: why, basis: basis || null }
      }),
    retention: {
      // Taking the archive counts as being here: the days begin anew.
      erasedOn: addDays(plainDateOf(now), periods['household-inactive']),
      held: group.heldSince !== null,
      periods: Object.entries(periods).map(([one, days]) => ({ class: one, days })),
    },
  }
}
