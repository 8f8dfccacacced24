import { deriveSealKey, placeOf } from '#capabilities/access/server/operations.ts'
import type { FindLogKeys } from '#platform/backup/logs.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { parseKey } from '#platform/vault/key-files.ts'
import { unwrapKey, wipe } from '#platform/vault/keys.ts'
import { serverKeyIn } from './world-files.ts'

/** The keys of a log as an archive carries them: wrapped in its rows, opened by the server key among its files. */
export function logKeysIn(files: ReadonlyMap<string, Uint8Array>): FindLogKeys {
  const serverKey = parseKey(Buffer.from(serverKeyIn(files)).toString('utf8').trim(), 'server.key')
  return async (client, operationId) => {
    // The same on every schema there was: a restore asks before it migrates.
    const { rows } = await client.query<{ version: number; wrapped: Buffer }>(
      `select version, wrapped_private as wrapped from operation_secret
       where operation_id = $1 and kind = 'ledger' and retired_at is null order by version desc limit 1`,
      [operationId],
    )
    const [row] = rows
    if (!row) return undefined
    const place = placeOf(operationId, { kind: 'ledger', version: row.version })
    try {
      const seed = unwrapKey(serverKey, row.wrapped, place)
      const keys = { ledger: nodeSignerFromSeed(seed), ledgerSealKey: deriveSealKey(seed) }
      wipe(seed)
      return keys
    } catch {
      return undefined // the key of another world, or altered: the log cannot be checked, and that is told
    }
  }
}
