import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { readSealedFile, writeSealedFile } from './file.ts'
import { type Archive, ArchiveProblem, type Header, type Part, readLines, writeLines } from './format.ts'
import { createIdentity, findIdentity, isRecipient } from './identity.ts'

const OPERATION = '00000000-0000-4000-8000-00000000000a'
const header: Header = {
  ...{ format: 'posada-backup', version: 1, kind: 'world', backupId: 'b', madeAt: '2021-10-24T14:00:00Z' },
  ...{ practice: true, migrations: [] },
}
const sealKey = new Uint8Array(32).fill(7)

let pair: { identity: string; recipient: string }
beforeAll(async () => {
  pair = await createIdentity()
})

test('what goes into a sealed file comes out, in pages of any size', async () => {
  const path = join(temporaryFolder(), 'one.age')
  const rows = Array.from({ length: 3_000 }, (_, i) => JSON.stringify([String(i), null, 'ñ الأب 👩‍👧'.repeat(i % 50)]))
  const bytes = await writeSealedFile(path, pair.recipient, lines([rows]))
  expect(readFileSync(path).length).toBe(bytes)
  const { found, archive } = await read(path)
  expect(found).toEqual(rows)
  expect(archive.header).toEqual(header)
  expect(archive.parts['table person']?.rows).toBe(3_000)
  expect(archive.isSealedWith(sealKey)).toBe(true)
  expect(archive.isSealedWith(new Uint8Array(32))).toBe(false)
})

test('nothing of the rows can be read in the file', async () => {
  const path = join(temporaryFolder(), 'one.age')
  await writeSealedFile(path, pair.recipient, lines([['["Wideline"]']]))
  const text = readFileSync(path).toString('latin1')
  for (const hidden of ['Wideline', 'posada', 'person', OPERATION]) expect(text).not.toContain(hidden)
})

test('a flipped bit is always found: anywhere at the beginning, and at 50 places of the whole', async () => {
  const path = await sample()
  const whole = readFileSync(path)
  const everywhere = fc.sample(fc.nat(whole.length * 8 - 1), { numRuns: 50, seed: 1 })
  const beginning = Array.from({ length: 250 }, (_, byte) => byte * 8 + (byte % 8))
  for (const bit of [...beginning, ...everywhere]) {
    const changed = Buffer.from(whole)
    changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7))
    writeFileSync(path, changed)
    await expect(read(path), `bit ${bit}`).rejects.toBeInstanceOf(ArchiveProblem)
  }
})

test('an archive that is cut short or longer than it was is always found', async () => {
  const path = await sample()
  const whole = readFileSync(path)
  const lengths = fc.sample(fc.nat(whole.length - 1), { numRuns: 30, seed: 2 })
  // Whole chunks of age, where only the mark of the last one tells.
  const chunks = [1, 2].map((count) => whole.length - ((whole.length - 200) % 65_552) - (count - 1) * 65_552)
  for (const length of [0, 1, 22, ...lengths, ...chunks]) {
    writeFileSync(path, whole.subarray(0, length))
    await expect(read(path), `${length} bytes`).rejects.toBeInstanceOf(ArchiveProblem)
  }
  writeFileSync(path, Buffer.concat([whole, Buffer.from([0])]))
  await expect(read(path)).rejects.toThrow(/damaged or cut short/)
})

test('another identity, another kind of file and no file are told apart', async () => {
  const path = await sample()
  const other = await createIdentity()
  await expect(read(path, other.identity)).rejects.toThrow(/made for another/)
  await expect(read(import.meta.filename)).rejects.toThrow(/not a backup/)
  await expect(read(join(temporaryFolder(), 'nothing.age'))).rejects.toThrow(/is it there/)
  await writeSealedFile(`${path}.text`, pair.recipient, texts(['hello\n']))
  await expect(read(`${path}.text`)).rejects.toThrow(/not a backup made by Posada/)
})

test('an archive whose rows were changed by somebody who can seal is not what its manifest says', async () => {
  const whole: string[] = []
  for await (const text of lines([['["1"]', '["2"]'], ['["3"]']])) whole.push(...text.trimEnd().split('\n'))
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('remove', 'double', 'change'), async (place, how) => {
      const changed = [...whole]
      if (how === 'remove') changed.splice(place, 1)
      else if (how === 'double') changed.splice(place, 0, changed[place]!)
      else changed[place] = changed[place]!.replace(/[1-9a-f](?=[^1-9a-f]*$)/, '0')
      const archive = await readLines(texts(changed), () => {}).catch((error: unknown) => error)
      const isFound = archive instanceof ArchiveProblem || !(archive as Archive).isSealedWith(sealKey)
      expect(isFound || changed.join() === whole.join()).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('a backup replaces no file, and one that fails leaves none', async () => {
  const path = await sample()
  const before = readFileSync(path)
  await expect(writeSealedFile(path, pair.recipient, lines([]))).rejects.toMatchObject({ code: 'EEXIST' })
  expect(readFileSync(path)).toEqual(before)

  async function* failing() {
    yield 'begin\n'
    throw new Error('the database went away')
  }
  await expect(writeSealedFile(`${path}.2`, pair.recipient, failing())).rejects.toThrow('the database went away')
  expect(existsSync(`${path}.2`)).toBe(false)
})

test('an identity is found in a file as age writes it, and mistakes are not taken for one', async () => {
  expect(await findIdentity(`# created: today\n# public key: ${pair.recipient}\n${pair.identity}\n`)).toBe(
    pair.identity,
  )
  expect(await findIdentity(pair.identity.replace(/.$/, 'x'))).toBeUndefined()
  expect(await findIdentity(pair.recipient)).toBeUndefined()
  expect(isRecipient(pair.recipient)).toBe(true)
  for (const wrong of ['', 'age1', pair.identity, pair.recipient.slice(0, -1), 'someone@example.org'])
    expect(isRecipient(wrong)).toBe(false)
})

async function sample(): Promise<string> {
  const folder = temporaryFolder()
  chmodSync(folder, 0o700)
  const path = join(folder, 'sample.age')
  const random = fc.sample(fc.base64String({ minLength: 4_000, maxLength: 4_000 }), { numRuns: 60, seed: 3 })
  await writeSealedFile(path, pair.recipient, lines([random.map((text) => JSON.stringify([text]))]))
  return path
}

function lines(pages: string[][]) {
  async function* parts(): AsyncGenerator<Part> {
    yield { section: { section: 'rows', table: 'person', operation: OPERATION, columns: ['id'] }, pages }
  }
  return writeLines(header, parts(), sealKey, () => {})
}

async function* texts(all: string[]) {
  yield* all
}

async function read(path: string, identity = pair.identity) {
  const found: string[] = []
  const archive = await readLines(readSealedFile(path, identity), (_section, page) => void found.push(...page))
  return { found, archive }
}
