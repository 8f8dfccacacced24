import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '#platform/base/environment.ts'
import { isUuid } from '#platform/base/ids.ts'
import { createKey, KEY_BYTES, movedOut } from './keys.ts'

/** A file of keys is missing, readable by others or not what it should be; the message says what to do. */
export class KeyFileProblem extends Error {}

/**
 * The server key wraps what must work while an operation is locked: signing keys of cards, receipts and invitations.
 * It lies in `secrets/server.key`, readable by its owner alone, and is made on first use.
 */
export function openServerKey(secretsDir: string, random: Random): Uint8Array {
  const path = join(secretsDir, 'server.key')
  const stored = readPrivateFile(path)
  if (stored) return parseKey(stored.trim(), path)
  writeOnce(path, `${Buffer.from(createKey(random)).toString('base64url')}\n`)
  return parseKey(readPrivateFile(path)!.trim(), path) // another process may have been first
}

/**
 * The operation keys of practice operations, by operation. Their people are invented, so their keys may lie in a file
 * and open at start. A real operation has no such file, ever.
 */
export function readPracticeKeys(secretsDir: string): Map<string, Uint8Array> {
  const path = join(secretsDir, PRACTICE_FILE)
  const stored = readPrivateFile(path)
  if (!stored) return new Map()
  const content = parsePracticeFile(stored, path)
  return new Map(Object.entries(content.operationKeys).map(([id, key]) => [id, parseKey(key, path)]))
}

/** Writes the practice key file of a new practice world; refuses to replace one that is there. */
export function writePracticeKeys(secretsDir: string, operationKeys: Map<string, Uint8Array>): void {
  const encoded = [...operationKeys].map(([id, key]) => [id, Buffer.from(key).toString('base64url')])
  const content: PracticeFile = { practice: true, operationKeys: Object.fromEntries(encoded) }
  const path = join(secretsDir, PRACTICE_FILE)
  if (!writeOnce(path, `${JSON.stringify(content, null, 2)}\n`)) throw new KeyFileProblem(`${path} is already there.`)
}

type PracticeFile = { practice: true; operationKeys: Record<string, string> }

function parsePracticeFile(text: string, path: string): PracticeFile {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new KeyFileProblem(`${path} is not JSON.`) // the parser's message would quote a key
  }
  const { practice, operationKeys } = (content ?? {}) as Partial<PracticeFile>
  const areKeys =
    typeof operationKeys === 'object' && operationKeys !== null && Object.keys(operationKeys).every(isUuid)
  if (practice !== true || !areKeys) throw new KeyFileProblem(`${path} is not a file of practice keys.`)
  return { practice, operationKeys }
}

/** The key in the text of a key file; `path` is for the sentence when there is none. */
export function parseKey(text: unknown, path: string): Uint8Array {
  const key = typeof text === 'string' ? movedOut(Buffer.from(text, 'base64url')) : undefined
  if (key?.length !== KEY_BYTES) throw new KeyFileProblem(`${path} does not hold a key of ${KEY_BYTES} bytes.`)
  return key
}

function readPrivateFile(path: string): string | undefined {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry) return undefined
  if (process.platform !== 'win32' && (entry.mode & 0o077) !== 0) {
    throw new KeyFileProblem(`${path} can be read by others. Run: chmod 600 ${path}`)
  }
  return readFileSync(path, 'utf8')
}

/** Writes a file that is there whole or not at all; false if it already was. */
function writeOnce(path: string, text: string): boolean {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.new`
  rmSync(draft, { force: true })
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft)
  }
}

const PRACTICE_FILE = 'practice.key'
