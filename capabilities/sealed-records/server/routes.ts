import type { Actor } from '#capabilities/access/model.ts'
import type { Overseer } from '#capabilities/access/oversight/overseer.ts'
import { mayKeepSealedRecords, mayNameRecoveryCustodian, mayRecoverSealedRecords } from '#capabilities/access/policy.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve } from '#platform/http/serve.ts'
import * as contract from '../contract.ts'
import { mayReadKeys } from '../policy.ts'
import { bringBack, give, readLost, readOwn } from './handing-over.ts'
import { list as listKeys, make, nameRecovery, type Work } from './keys.ts'
import { list as listRecords, open, write } from './records.ts'

/** Sealed records work while the operation is locked: the server has no part in opening them. A journey has none. */
export function sealedRecordRoutes({
  keysOf,
  oversight,
}: {
  keysOf: (operationId: string) => Promise<{ kind: 'authority' | 'journey' } | undefined>
  oversight: Pick<Overseer, 'useAgreement'>
}): Route<Actor>[] {
  const work = async <E extends Endpoint>(input: StaffInput<E, Actor>): Promise<Work> => {
    if ((await keysOf(input.actor.operationId))?.kind !== 'authority') throw contract.notOffered()
    return input
  }
  return [
    serve(contract.listKeys, mayReadKeys, async (input) => listKeys(await work(input))),
    serve(contract.makeKey, mayKeepSealedRecords, async (input) => make(await work(input), input.body)),
    serve(contract.nameRecoveryKey, mayNameRecoveryCustodian, async (input) =>
      nameRecovery(await work(input), input.body, oversight),
    ),
    serve(contract.listRecords, mayKeepSealedRecords, async (input) =>
      listRecords(await work(input), input.query.subjectId),
    ),
    serve(contract.writeVersion, mayKeepSealedRecords, async (input) => write(await work(input), input.body)),
    serve(contract.openRecord, mayKeepSealedRecords, async (input) => open(await work(input), input.params.id)),
    serve(contract.readOwnKeys, mayKeepSealedRecords, async (input) => readOwn(await work(input), input.body.keyId)),
    serve(contract.handOver, mayKeepSealedRecords, async (input) => give(await work(input), input.body)),
    serve(contract.readRecovery, mayRecoverSealedRecords, async (input) => readLost(await work(input), input.body)),
    serve(contract.recover, mayRecoverSealedRecords, async (input) => bringBack(await work(input), input.body)),
  ]
}
