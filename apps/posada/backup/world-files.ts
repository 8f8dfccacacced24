import { createHash, createHmac } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ArchiveProblem } from '#platform/backup/format.ts'

/** What a restore needs from the data folder besides the database: keys, the trust list, and the clock of practice. */
export function readWorldFiles(dataDir: string, secretsDir: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  for (const entry of readdirSync(secretsDir, { withFileTypes: true })) {
    if (!entry.isFile() || !isKept(entry.name)) continue
    files.set(`${SECRETS}${entry.name}`, readFileSync(join(secretsDir, entry.name)))
  }
  const practice = join(dataDir, PRACTICE_FILE)
  if (existsSync(practice)) files.set(PRACTICE_FILE, readFileSync(practice))
  return files
}

/**
 * Writes the secrets of an archive into a folder that has none of its own, and gives a way to take them back. Refuses when
 * a file of another content is there: it may be the only copy.
 */
export function writeSecrets(secretsDir: string, files: ReadonlyMap<string, Uint8Array>): () => void {
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  const secrets = [...files].flatMap(([path, content]) => {
    const name = path.startsWith(SECRETS) ? path.slice(SECRETS.length) : ''
    return isKept(name) ? [{ path: join(secretsDir, name), content }] : []
  })
  const missing = secrets.filter(({ path, content }) => {
    if (!existsSync(path)) return true
    if (Buffer.compare(readFileSync(path), content) === 0) return false
    throw new ArchiveProblem(`${path} is a key of something else. Restore into a new data folder.`)
  })
  for (const { path, content } of missing) writeFileSync(path, content, { mode: 0o600, flag: 'wx', flush: true })
  return () => {
    for (const { path } of missing) rmSync(path, { force: true })
  }
}

/** When the clock of a practice world began. */
export function practiceRecordIn(files: ReadonlyMap<string, Uint8Array>) {
  const { startedAtReal, clockStartsAt } = JSON.parse(Buffer.from(files.get(PRACTICE_FILE) ?? '{}').toString('utf8'))
  if (typeof startedAtReal !== 'number' || typeof clockStartsAt !== 'number')
    throw new ArchiveProblem('This practice backup does not say when its clock began: it cannot be restored.')
  return { startedAtReal, clockStartsAt }
}

/** The server key of a world, as the text of its file. */
export function serverKeyIn(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const serverKey = files.get(`${SECRETS}server.key`)
  if (!serverKey) throw new ArchiveProblem('There is no server key here, so nothing could be opened again.')
  return serverKey
}

/** What holds archives of one world together; follows from its server key, which the world archive carries. */
export function sealKeyIn(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return createHmac('sha256', serverKeyIn(files)).update('posada backup seal 1').digest()
}

/** The same for every backup of one world: eight characters a person can compare with those on paper. */
export function markOf(sealKey: Uint8Array): string {
  const digest = createHash('sha256').update(sealKey).digest('hex').toUpperCase()
  return `${digest.slice(0, 4)}-${digest.slice(4, 8)}`
}

const SECRETS = 'secrets/'
const PRACTICE_FILE = 'practice.json'

/** Plain names only; a new database makes passwords of its own, and drafts are nobody's. */
const isKept = (name: string) => /^[a-z0-9][a-z0-9._-]{0,80}$/i.test(name) && !/\.(password|new|partial)$/.test(name)
