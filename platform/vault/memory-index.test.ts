import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { createPersonKey, sealBlob } from './blobs.ts'
import { foldTokens, skeletonOf } from './fold-text.ts'
import { createKey } from './keys.ts'
import { createTextIndex } from './memory-index.ts'
import { createMemoryIndex, type SealedText } from './memory-index-client.ts'
import { createVault } from './vault.ts'

const { random, clock } = realEnvironment()

test('a name is found by its beginning, without its accents, and with a letter wrong', () => {
  const index = indexOf('Marie-Ange Célestin', 'Widline Baptiste', 'José Gutiérrez')
  expect(best(index, 'celes')).toBe('Marie-Ange Célestin')
  expect(best(index, 'CELESTIN marie')).toBe('Marie-Ange Célestin')
  expect(best(index, 'Gutierez')).toBe('José Gutiérrez')
  expect(best(index, 'Batiste')).toBe('Widline Baptiste')
  expect(best(index, 'w')).toBe('Widline Baptiste')
})

test('a name in Arabic or Cyrillic is found in Latin letters, and the other way round', () => {
  const index = indexOf('محمد الحسن', 'Yusuf Ibrahim', 'Ольга Шевченко')
  expect(best(index, 'Mohammed')).toBe('محمد الحسن')
  expect(best(index, 'Hassan')).toBe('محمد الحسن')
  expect(best(index, 'يوسف')).toBe('Yusuf Ibrahim')
  expect(best(index, 'إبراهيم')).toBe('Yusuf Ibrahim')
  expect(best(index, 'Shevchenko')).toBe('Ольга Шевченко')
})

test('forms of one Arabic letter, vowel marks and tatweel do not matter', () => {
  expect(foldTokens('أحمد')).toEqual(foldTokens('احمد'))
  expect(foldTokens('مُحَمَّد')).toEqual(foldTokens('محـمد'))
  expect(skeletonOf(foldTokens('فاطمة')[0]!)).toBe(skeletonOf('fatima'))
})

test('the closest name comes first, and a removed one is gone', () => {
  const index = indexOf('Jean Pierre', 'Jean Pierre Louis', 'Jeanne Pierrot')
  expect(index.search('Jean Pierre', 10).map(({ id }) => id)).toEqual([
    'Jean Pierre',
    'Jean Pierre Louis',
    'Jeanne Pierrot',
  ])
  index.remove('Jean Pierre')
  expect(best(index, 'Jean Pierre')).toBe('Jean Pierre Louis')
  index.add('Jean Pierre Louis', ['Rosa'])
  expect(index.search('Louis', 10)).toEqual([])
})

test('any name finds itself, whatever its script, and answers are bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), { maxLength: 60 }), (names) => {
      const index = indexOf(...names)
      for (const name of names) {
        expect(index.search(name, 1000).length).toBeLessThanOrEqual(50)
        if (foldTokens(name).length > 0 && foldTokens(name).length <= 8) expect(best(index, name)).toBeDefined()
      }
    }),
    { numRuns: 60 },
  )
})

test('sealed entries are opened in the worker, one that was altered is reported, and nothing answers after the end', async () => {
  const operationKey = createKey(random)
  const index = createMemoryIndex(operationKey, { readModule: new URL('./samples/read-names.ts', import.meta.url) })
  const altered = sealedText(operationKey, 'person-2', 'Rosa Díaz')
  altered.blobs[0]!.sealed[40]! ^= 1
  expect(await index.add([sealedText(operationKey, 'person-1', 'Ana López'), altered])).toEqual(['person-2'])
  expect(await index.search('lopez', 5)).toEqual([{ id: 'person-1', score: expect.any(Number) }])
  await index.remove(['person-1'])
  expect(await index.size()).toBe(0)

  const asked = expect(index.search('ana', 5)).rejects.toThrow('operation-locked')
  await index.end()
  await asked
  await expect(index.search('ana', 5)).rejects.toThrow('operation-locked')
})

test('locking ends a busy index within two seconds, and what was asked of it is refused', async () => {
  const vault = createVault({ clock })
  const operationKey = createKey(random)
  const entries = Array.from({ length: 3000 }, (_, i) => sealedText(operationKey, `person-${i}`, `Ana López ${i}`))
  vault.unlock('o', operationKey)
  const readModule = new URL('./samples/read-names.ts', import.meta.url)
  const index = vault.attach('o', 'names', (unlocked) => createMemoryIndex(unlocked.operationKey, { readModule }))
  const adding = expect(Promise.all([index.add(entries), index.search('ana', 5)])).rejects.toThrow('operation-locked')
  const started = performance.now()
  await vault.lock('o')
  expect(performance.now() - started).toBeLessThan(2000)
  await adding
  expect(index.hasEnded?.()).toBe(true)
})

test('questions wait in a line that has an end, each gets its own answer, and an index that failed says so', async () => {
  const operationKey = createKey(random)
  const index = createMemoryIndex(operationKey, { readModule: new URL('./samples/read-names.ts', import.meta.url) })
  expect(index.hasEnded?.()).toBe(false)
  await index.add([
    sealedText(operationKey, 'person-1', 'Ana López'),
    sealedText(operationKey, 'person-2', 'Rosa Díaz'),
  ])
  const [rosa, ana, size, none] = await Promise.all([
    index.search('rosa', 5),
    index.search('ana', 5),
    index.size(),
    index.search('zzz', 5),
  ])
  expect([rosa[0]?.id, ana[0]?.id, size, none]).toEqual(['person-2', 'person-1', 2, []])

  const asked = await Promise.allSettled(Array.from({ length: 1_001 }, () => index.size()))
  const refused = asked.filter(({ status }) => status === 'rejected')
  expect(refused).toEqual([{ status: 'rejected', reason: new Error('too many questions are waiting for the index') }])
  expect(await index.size()).toBe(2)
  await index.end()
  expect(index.hasEnded?.()).toBe(true)

  const failing = createMemoryIndex(createKey(random), {
    readModule: new URL('./samples/not-there.ts', import.meta.url),
  })
  await expect(failing.search('ana', 5)).rejects.toThrow('the index failed')
  expect(failing.hasEnded?.()).toBe(true)
})

test('words that matter are weighed: more of them, fewer others, beginnings before likenesses', () => {
  const index = indexOf('Ana López', 'Ana López García', 'Anabel Lopes', 'Luisa Ramírez', 'Jean Baptiste')
  expect(index.search('ana lópez', 5).map(({ id }) => id)).toEqual(['Ana López', 'Anabel Lopes', 'Ana López García'])
  const scores = index.search('ana lópez', 5).map(({ score }) => score)
  for (const [n, score] of [1, 0.85, 0.8].entries()) expect(scores[n]).toBeCloseTo(score)
  expect(index.search('anab', 5)[0]).toEqual({ id: 'Anabel Lopes', score: expect.closeTo((2 * 0.9) / 3) })
  // One of three words is not enough; two are.
  expect(index.search('ana maria teresa', 5)).toEqual([])
  expect(index.search('ana lopez teresa', 5).map(({ id }) => id)).toContain('Ana López')
  expect(index.search('', 5)).toEqual([])
  expect(index.search('ana', 0)).toEqual([])
  expect(index.search('ana', -3)).toEqual([])
  expect(index.search('a', 50).length).toBeGreaterThan(2)
})

test('a name that was replaced or removed leaves nothing behind that finds it', () => {
  const index = indexOf('Ana López', 'Ana Ruiz')
  index.add('Ana López', ['Berta Solís'])
  expect(index.size()).toBe(2)
  expect(index.search('lopez', 5)).toEqual([])
  expect(best(index, 'berta')).toBe('Ana López')
  expect(best(index, 'ana')).toBe('Ana Ruiz')
  index.remove('Ana Ruiz')
  index.remove('Ana Ruiz')
  expect(index.search('ana', 5)).toEqual([])
  expect(index.search('ruis', 5)).toEqual([])
  expect(index.size()).toBe(1)
})

test('spellings of one sound meet, and different names stay different', () => {
  const pairs = [
    ['Yusuf', 'Yousef'],
    ['Khalid', 'Kalid'],
    ['Gonzalez', 'Gonsales'],
    ['Vicente', 'Bicente'],
    ['Mohammed', 'Muhamad'],
    ['Phillippe', 'Filipe'],
  ] as const
  for (const [one, other] of pairs) expect([other, best(indexOf(one), other)]).toEqual([other, one])
  expect(indexOf('Pedro', 'Luis').search('Marta', 5)).toEqual([])
})

test('an entry and a search are read to their bounds and no further', () => {
  const index = createTextIndex()
  const words = Array.from({ length: 30 }, (_, n) => `${'bcdfgklmnp'[n % 10]}${'aeiou'[n % 5]}${'rst'[n % 3]}${n}q`)
  index.add('long', [words.join(' ')])
  expect(index.search(words[23]!, 5).map(({ id }) => id)).toEqual(['long'])
  expect(index.search(words[24]!, 5)).toEqual([])
  // Four of the first eight words are there; what follows is not looked at.
  const half = [...words.slice(0, 4), 'xxoy', 'yyox', 'zzoy', 'hhox']
  expect(index.search([...half, ...Array.from({ length: 12 }, (_, n) => `w${n}vv`)].join(' '), 5)).toHaveLength(1)
  expect(index.search(`${' '.repeat(200)}${words[0]}`, 5)).toEqual([])
  expect(index.search(`${' '.repeat(195)}${words[0]}`, 5)).toHaveLength(1)
})

test('among equals the order is always the same, and of an entry the most similar of its words counts', () => {
  const index = createTextIndex()
  for (const id of ['c', 'a', 'd', 'b']) index.add(id, ['Ana López'])
  expect(index.search('ana lopez', 5).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
  const scoreOf = (name: string, text: string) => indexOf(name).search(text, 1)[0]?.score
  for (const name of ['Anabel Ana', 'Ana Anabel', 'Ana Anna', 'Anna Ana'])
    expect(scoreOf(name, 'ana')).toBeCloseTo(2 / 3)
  // A beginning counts 0.9; three of six pieces that are shared count half of 0.85.
  expect(scoreOf('Anabel', 'ana')).toBeCloseTo(0.9)
  expect(scoreOf('Marta', 'karta')).toBeCloseTo(0.425)
  // One letter that is shared is no likeness: the other word alone counts.
  expect(scoreOf('Ana Paula', 'ana pedro')).toBeCloseTo(0.5)
  expect(indexOf('Ana').search('noe', 5)).toEqual([])
})

test('a name that goes takes nothing along of the names that are like it', () => {
  const index = indexOf('Ana', 'Anabel', 'Aina')
  index.remove('Anabel')
  expect(index.search('an', 5).map(({ id }) => id)).toEqual(['Ana'])
  index.remove('Nobody')
  index.add('Anabel', ['Anabel'])
  expect(best(index, 'anab')).toBe('Anabel')
  const twice = createTextIndex()
  for (const id of ['1', '2']) twice.add(id, ['Wideline'])
  twice.remove('1')
  expect(twice.search('wideline', 5).map(({ id }) => id)).toEqual(['2'])
  // By its sound alone it is found as well.
  const sounds = indexOf('Mohammed', 'Mahmoud')
  sounds.remove('Mahmoud')
  expect(best(sounds, 'Muhamad')).toBe('Mohammed')
})

function indexOf(...names: string[]) {
  const index = createTextIndex()
  for (const name of names) index.add(name, [name])
  return index
}

const best = (index: ReturnType<typeof createTextIndex>, text: string) => index.search(text, 1)[0]?.id

function sealedText(operationKey: Uint8Array, id: string, name: string): SealedText {
  const keyPlace = { operationId: 'o', table: 'person_key', row: id, keyVersion: 1 }
  const place = { ...keyPlace, table: 'person_blob', class: 'identity' }
  const { personKey, wrapped } = createPersonKey(operationKey, keyPlace, random)
  return {
    id,
    key: { wrapped, place: keyPlace },
    blobs: [{ place, sealed: sealBlob(personKey, place, { names: [name] }, random) }],
  }
}
