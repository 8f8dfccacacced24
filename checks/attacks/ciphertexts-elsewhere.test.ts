import { randomBytes as realBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#checks/harness/posada.ts'
import { readSealedFile, writeSealedFile } from '#platform/backup/file.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { keyFromSecret, openBox, sealBox } from '#platform/offline/box.ts'
import { openShare, splitAmongCustodians } from '#platform/vault/custodians.ts'
import { createIntakeKeyPair, createKey } from '#platform/vault/keys.ts'
import { openEnvelope } from '#platform/vault/open-envelope.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'
import { flipBit, randomBytes } from './hostile.ts'

const { random } = realEnvironment()
const CASES = 1_000

/** The same bytes with a bit turned, cut, longer, or others of the same kind. */
function altered(bytes: Uint8Array, other: Uint8Array, way: number, chance: Chance): Uint8Array {
  const ways = [
    () => flipBit(bytes, chance),
    () => bytes.subarray(0, chance.between(0, bytes.length - 1)),
    () => Buffer.concat([bytes, randomBytes(chance.between(1, 300), chance)]),
    () => randomBytes(bytes.length, chance),
    () => other,
  ]
  return ways[way % ways.length]!()
}

test('an envelope that was altered, cut or exchanged, or is opened as of another kind or entry, does not open', async () => {
  const chance = createChance(3)
  const pair = createIntakeKeyPair(random)
  const [info, aad] = [Buffer.from('kind'), Buffer.from('entry 1')]
  const seal = (text: string, entry: Uint8Array) => sealEnvelope(pair.publicKey, Buffer.from(text), info, entry)
  const good = await seal('Ana Tès', aad)
  const other = await seal('Wideline Tès', Buffer.from('entry 2'))
  for (let n = 0; n < CASES; n++)
    expect(() => openEnvelope(pair, altered(good, other, n, chance), info, aad), `case ${n}`).toThrow()
  expect(() => openEnvelope(pair, good, Buffer.from('another kind'), aad)).toThrow()
  expect(() => openEnvelope(pair, good, info, Buffer.from('entry 2'))).toThrow()
  expect(() => openEnvelope(createIntakeKeyPair(random), good, info, aad)).toThrow()
  expect(Buffer.from(openEnvelope(pair, good, info, aad)).toString()).toBe('Ana Tès')
})

test('what waits on a phone does not open once it was altered, cut, or put under another name or key', async () => {
  const chance = createChance(5)
  const key = await keyFromSecret('the secret of this phone', 'outbox')
  const names = ['outbox/1', 'outbox/2'] as const
  const good = await sealBox(key, names[0], { name: 'Ana Tès' }, random)
  const other = await sealBox(key, names[1], { name: 'Wideline Tès' }, random)
  for (let n = 0; n < CASES; n++) {
    const bytes = Uint8Array.from(altered(new Uint8Array(good.bytes), new Uint8Array(other.bytes), n, chance))
    await expect(openBox(key, names[0], { iv: good.iv, bytes: bytes.buffer }), `case ${n}`).rejects.toThrow()
  }
  const turned = { ...good, iv: Uint8Array.from(flipBit(good.iv, chance)) }
  await expect(openBox(key, names[0], turned)).rejects.toThrow()
  await expect(openBox(key, names[0], other)).rejects.toThrow()
  await expect(openBox(key, names[1], good)).rejects.toThrow()
  await expect(openBox(await keyFromSecret('another', 'outbox'), names[0], good)).rejects.toThrow()
  await expect(openBox(await keyFromSecret('the secret of this phone', 'draft'), names[0], good)).rejects.toThrow()
  expect(await openBox(key, names[0], good)).toEqual({ name: 'Ana Tès' })
})

test('the share of a custodian that was altered, or is of another custodian, operation or key, opens with no words', async () => {
  const chance = createChance(7)
  const words = ['words of the first one', 'words of the second one', 'words of the third one']
  const which = { operationId: newId(random), keyVersion: 1 }
  const [first, second] = await splitAmongCustodians(which.operationId, createKey(random), words, random)
  const bad = [
    ...[0, 1, 2, 3, 4].flatMap((way) => [
      { ...first!, wrappedShare: altered(first!.wrappedShare, second!.wrappedShare, way, chance) },
      { ...first!, wrappedPrivate: altered(first!.wrappedPrivate, second!.wrappedPrivate, way, chance) },
    ]),
    { ...first!, salt: flipBit(first!.salt, chance) },
    { ...first!, ordinal: 2 },
    { ...second!, ordinal: 1 },
  ]
  for (const [index, share] of bad.entries())
    expect([index, await openShare(which, share, words[0]!, random)]).toEqual([index, undefined])
  expect(await openShare({ ...which, operationId: newId(random) }, first!, words[0]!, random)).toBeUndefined()
  expect(await openShare({ ...which, keyVersion: 2 }, first!, words[0]!, random)).toBeUndefined()
  expect(await openShare(which, first!, words[1]!, random)).toBeUndefined()
  expect((await openShare(which, first!, words[0]!, random))?.ordinal).toBe(1)
})

test('a backup whose pieces were moved, doubled, left out or taken from another backup does not read to its end', async () => {
  const pair = await createIdentity()
  const folder = temporaryFolder()
  const write = async (name: string) => {
    const path = join(folder, name)
    await writeSealedFile(path, pair.recipient, oneLine(realBytes(300_000).toString('base64')))
    return framesOf(readFileSync(path))
  }
  const good = await write('one.age')
  const other = await write('two.age')
  const { head, frames } = good
  expect(frames.length).toBeGreaterThan(3)
  const bad: Uint8Array[][] = []
  for (let a = 0; a < frames.length; a++) {
    bad.push([head, ...frames.toSpliced(a, 1)])
    bad.push([head, ...frames.toSpliced(a, 0, frames[a]!)])
    bad.push([head, ...frames.with(a, other.frames[a]!)])
    for (let b = 0; b < a; b++) bad.push([head, ...frames.with(a, frames[b]!).with(b, frames[a]!)])
  }
  bad.push([head, ...other.frames], [other.head, ...frames])
  const path = join(folder, 'bad.age')
  const read = async () => {
    for await (const _line of readSealedFile(path, pair.identity));
  }
  for (const [index, pieces] of bad.entries()) {
    writeFileSync(path, Buffer.concat(pieces))
    await expect(read(), `case ${index}`).rejects.toThrow()
  }
  writeFileSync(path, Buffer.concat([head, ...frames]))
  await read()
})

async function* oneLine(text: string) {
  yield `${text}\n`
}

/** An age file in its parts: the head with the nonce of its stream, and pieces of 64 KiB with a tag each. */
function framesOf(file: Buffer): { head: Buffer; frames: Buffer[] } {
  const mark = file.indexOf('\n--- ')
  const body = file.indexOf('\n', mark + 1) + 1 + 16
  const frames: Buffer[] = []
  for (let at = body; at < file.length; at += FRAME) frames.push(file.subarray(at, at + FRAME))
  return { head: file.subarray(0, body), frames }
}

const FRAME = 64 * 1024 + 16
