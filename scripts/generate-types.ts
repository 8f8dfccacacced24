/** Writes platform/database/schema.generated.ts from the migrations: `node scripts/generate-types.ts`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { realEnvironment } from '#platform/base/environment.ts'
import { startEmbedded } from '#platform/database/embedded.ts'
import { generateTypes } from '#platform/database/generate-types.ts'
import { migrate } from '#platform/database/migrate.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'posada-types-'))
const embedded = await startEmbedded({ dataDir, ...realEnvironment(), log: console.error, durable: false })
try {
  const client = new Client({ connectionString: embedded.ownerUrl() })
  await client.connect()
  await migrate(client)
  writeFileSync(join(import.meta.dirname, '../platform/database/schema.generated.ts'), await generateTypes(client))
  await client.end()
} finally {
  await embedded.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
