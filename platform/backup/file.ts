import { createReadStream, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { createGunzip, createGzip } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import { ArchiveProblem } from './format.ts'

/**
 * Writes lines to a new file, packed and sealed for a recipient, and gives its size once the disk has it. Nothing of them
 * is on the disk in clear at any time. A file that could not be finished is removed.
 */
export async function writeSealedFile(path: string, recipient: string, lines: AsyncIterable<string>): Promise<number> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const gzip = createGzip({ level: 4 })
  // Made first: a file that is there already is refused before anything is read, and is nobody's to remove.
  const file = await open(path, 'wx', 0o600)
  try {
    const packing = pipeline(Readable.from(lines, { highWaterMark: 2 }), gzip)
    packing.catch(() => {}) // the other end fails with the same error, and is waited for first
    const sealed = await encrypter.encrypt(asWeb(Readable.toWeb(gzip)))
    await file.writeFile(asNode(sealed))
    await packing
    await file.sync()
    return statSync(path).size
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

/** The lines of a sealed file; throws `ArchiveProblem` as soon as something in it is not as it was written. */
export async function* readSealedFile(path: string, identity: string): AsyncGenerator<string> {
  await assertAge(path)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const file = createReadStream(path)
  try {
    const opened = await decrypter.decrypt(asWeb(Readable.toWeb(file))).catch(() => {
      throw new ArchiveProblem(
        'does not open with this identity: it was made for another, or its beginning is damaged.',
      )
    })
    const gunzip = createGunzip()
    const opening = pipeline(asNode(opened), gunzip)
    opening.catch(() => {}) // told below, in our words
    try {
      yield* splitLines(gunzip)
      await opening
    } catch (error) {
      if (error instanceof ArchiveProblem) throw error
      throw new ArchiveProblem('is damaged or cut short. Use another copy of it.', { cause: error })
    }
  } finally {
    file.destroy()
  }
}

/** The first line of every age file; a large file of something else is refused without reading it. */
const AGE_FIRST_LINE = 'age-encryption.org/v1\n'

/** A line is a row, and a row is bounded by what the server takes in. */
const LINE_BYTES_MAX = 64 * 1024 * 1024

async function assertAge(path: string) {
  const file = await open(path, 'r').catch(() => {
    throw new ArchiveProblem('cannot be read: is it there, and may you read it?')
  })
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(AGE_FIRST_LINE.length), 0, AGE_FIRST_LINE.length, 0)
    if (buffer.subarray(0, bytesRead).toString('latin1') !== AGE_FIRST_LINE)
      throw new ArchiveProblem('is not a backup: it does not begin like a file sealed with age.')
  } finally {
    await file.close()
  }
}

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  let restLength = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8')
      rest = []
      restLength = 0
      from = end + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
    restLength += chunk.length - from
    if (restLength > LINE_BYTES_MAX) throw new ArchiveProblem('holds a line that is too long for a backup.')
  }
  if (rest.length > 0) throw new ArchiveProblem('is cut short. Use another copy of it.')
}

const NEWLINE = 10

// Node's and the browser's types for the same streams differ by name only.
const asWeb = (stream: NodeReadableStream): ReadableStream<Uint8Array> => stream as ReadableStream<Uint8Array>
const asNode = (stream: ReadableStream<Uint8Array>): Readable => Readable.fromWeb(stream as NodeReadableStream)
