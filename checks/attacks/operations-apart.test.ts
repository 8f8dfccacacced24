import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { crossOver, registerMarked } from './operations-apart.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 40 })
})
afterAll(() => t.close())

test('exports and searches of one operation hold nobody of the other, whoever asks', async () => {
  for (const operation of ['journey', 'authority'] as const) await registerMarked(t, operation)
  for (const [from, to] of [
    ['journey', 'authority'],
    ['authority', 'journey'],
  ] as const) {
    const officer = await t.signIn(from, 'data-protection-officer')
    const exported = []
    for (const path of ['/api/desk/exports', '/api/desk/exports/with-names'])
      for (let after: string | null = null; ; ) {
        const asked: object = path.endsWith('names')
          ? { after, recipient: 'Office', purpose: 'aid', basis: 'vital-interest', agreementId: null }
          : { after }
        const piece: { csv: string; next: string | null } = await (await t.post(path, asked, officer)).json()
        exported.push(piece.csv)
        after = piece.next
        if (after === null) break
      }
    const csv = exported.join('')
    expect(csv).toContain(`Marker ${from} Alpha`)
    expect(csv).not.toContain(`Marker ${to}`)
    const registrar = await t.signIn(from, 'registrar')
    const search = async (name: string) =>
      (await (await t.post('/api/desk/search', { name, purpose: 'registration' }, registrar)).json()).found.map(
        (person: { name: string }) => person.name,
      )
    expect(await search(`Marker ${from} Alpha`)).toContain(`Marker ${from} Alpha`)
    expect((await search(`Marker ${to} Alpha`)).filter((name: string) => name.includes(to))).toEqual([])
  }
})

test.each([
  ['journey', 'authority'],
  ['authority', 'journey'],
] as const)(
  'staff of the %s reaches nobody of the %s: by no address, list, file or job',
  { timeout: 60_000 },
  async (from, to) => {
    const { wrong, sent, addresses } = await crossOver(t, from, to, 17)
    expect(wrong).toEqual([])
    expect(addresses).toBeGreaterThan(40)
    expect(sent).toBeGreaterThan(200)
  },
)
