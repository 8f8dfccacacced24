import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '#platform/base/ids.ts'
import {
  append,
  consistencyProof,
  EMPTY_EDGE,
  edgeFromBytes,
  edgeToBytes,
  type Hash,
  inclusionProof,
  leafHash,
  rootOf,
  rootOfEdge,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'

/** The inputs and results that implementations of Certificate Transparency have shared since RFC 6962. */
const KNOWN_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const KNOWN_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const knownLeaves = KNOWN_LEAVES.map((hex) => leafHash(fromHex(hex)))

test('the roots are those of the known trees of 0 to 8 leaves', () => {
  expect(KNOWN_ROOTS.map((_, size) => toHex(rootOf(knownLeaves.slice(0, size))))).toEqual(KNOWN_ROOTS)
})

test('the proofs are those of the known trees', () => {
  const [a, b, c] = [
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ]
  expect(inclusionProof(knownLeaves, 0).map(toHex)).toEqual([a, b, c])
  expect(consistencyProof(knownLeaves, 1).map(toHex)).toEqual([a, b, c])
  expect(consistencyProof(knownLeaves, 6).map(toHex)).toEqual([
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
  expect(consistencyProof(knownLeaves.slice(0, 5), 2).map(toHex)).toEqual([
    b,
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  ])
})

test('appending in any number of pieces gives the root that the definition gives', () => {
  fc.assert(
    fc.property(anyLeaves(), fc.array(fc.nat(40), { maxLength: 6 }), (leaves, cuts) => {
      const marks = [0, ...cuts.map((cut) => Math.min(cut, leaves.length)).sort((a, b) => a - b), leaves.length]
      const edge = marks.slice(1).reduce((grown, mark, i) => {
        const kept = edgeFromBytes(grown.size, edgeToBytes(grown))!
        return append(kept, leaves.slice(marks[i], mark))
      }, EMPTY_EDGE)
      expect(edge.size).toBe(leaves.length)
      expect(toHex(rootOfEdge(edge))).toBe(toHex(slowRoot(leaves)))
    }),
  )
})

test('every leaf of a tree can be proven, and at no other place', () => {
  fc.assert(
    fc.property(anyLeaves(1), fc.nat(), fc.nat(), (leaves, pick, elsewhere) => {
      const size = leaves.length
      const index = pick % size
      const at = { leaf: leaves[index]!, index, size, root: slowRoot(leaves) }
      const proof = inclusionProof(leaves, index)
      expect(proof.map(toHex)).toEqual(slowPath(leaves, index).map(toHex))
      expect(verifyInclusion(at, proof)).toBe(true)
      const other = elsewhere % size
      if (other !== index) expect(verifyInclusion({ ...at, index: other }, proof)).toBe(false)
      expect(verifyInclusion({ ...at, leaf: leafHash(new Uint8Array(99)) }, proof)).toBe(false)
    }),
  )
})

test('a tree that grew is proven to begin with the older one; one that was changed is not', () => {
  fc.assert(
    fc.property(anyLeaves(2), fc.nat(), fc.nat(), (leaves, pick, changed) => {
      const oldSize = 1 + (pick % leaves.length)
      const older = { size: oldSize, root: slowRoot(leaves.slice(0, oldSize)) }
      const newer = { size: leaves.length, root: slowRoot(leaves) }
      expect(verifyConsistency(older, newer, consistencyProof(leaves, oldSize))).toBe(true)

      const altered = leaves.with(changed % oldSize, leafHash(new Uint8Array(99)))
      const alteredNewer = { size: leaves.length, root: slowRoot(altered) }
      expect(verifyConsistency(older, alteredNewer, consistencyProof(altered, oldSize))).toBe(false)
    }),
  )
})

test('a proof with one bit flipped, one hash too many or one too few proves nothing', () => {
  fc.assert(
    fc.property(anyLeaves(2), fc.nat(), fc.nat(), fc.nat(), (leaves, pick, which, bit) => {
      const size = leaves.length
      const root = slowRoot(leaves)
      const index = pick % size
      const oldSize = 1 + (pick % (size - 1))
      const older = { size: oldSize, root: slowRoot(leaves.slice(0, oldSize)) }
      const broken = (proof: Hash[]): Hash[][] => {
        const at = which % proof.length
        const flipped = Uint8Array.from(proof[at]!)
        flipped[bit % 32]! ^= 1 << (bit % 8)
        return [proof.with(at, flipped), [...proof, root], proof.slice(0, -1), proof.with(at, new Uint8Array(31))]
      }
      for (const proof of broken(inclusionProof(leaves, index)))
        expect(verifyInclusion({ leaf: leaves[index]!, index, size, root }, proof)).toBe(false)
      for (const proof of broken(consistencyProof(leaves, oldSize)))
        expect(verifyConsistency(older, { size, root }, proof)).toBe(false)
    }),
  )
})

test('an edge of the wrong length, and sizes and places that cannot be, are refused', () => {
  expect(edgeFromBytes(3, new Uint8Array(32))).toBeUndefined()
  expect(edgeFromBytes(-1, new Uint8Array(0))).toBeUndefined()
  const root = rootOf(knownLeaves)
  for (const index of [-1, 8, 0.5, Number.NaN])
    expect(verifyInclusion({ leaf: knownLeaves[0]!, index, size: 8, root }, [])).toBe(false)
  for (const size of [0, 9, Number.NaN]) expect(verifyConsistency({ size, root }, { size: 8, root }, [])).toBe(false)
  expect(verifyConsistency({ size: 8, root }, { size: 8, root }, [])).toBe(true)
  expect(() => inclusionProof(knownLeaves, 8)).toThrow(RangeError)
  expect(() => consistencyProof(knownLeaves, 0)).toThrow(RangeError)
})

const anyLeaves = (minLength = 0) =>
  fc.array(fc.uint8Array({ maxLength: 8 }), { minLength, maxLength: 40 }).map((all) =>
    // Numbered, so that no two are the same and a wrong place cannot be right by chance.
    all.map((data, number) => leafHash(Uint8Array.of(number, ...data))),
  )

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const splitOf = (count: number) => 2 ** Math.floor(Math.log2(count - 1))

/** RFC 6962, section 2.1, word by word. */
function slowRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0]!
  const k = splitOf(leaves.length)
  return sha256(Uint8Array.of(1), slowRoot(leaves.slice(0, k)), slowRoot(leaves.slice(k)))
}

/** RFC 6962, section 2.1.1, word by word. */
function slowPath(leaves: readonly Hash[], index: number): Hash[] {
  if (leaves.length === 1) return []
  const k = splitOf(leaves.length)
  return index < k
    ? [...slowPath(leaves.slice(0, k), index), slowRoot(leaves.slice(k))]
    : [...slowPath(leaves.slice(k), index - k), slowRoot(leaves.slice(0, k))]
}
