import { expect, test } from 'vitest'
import { keyFromSecret, openBox, sealBox } from './box.ts'

const counting = { bytes: (length: number) => Uint8Array.from({ length }, (_, index) => index) }

test('what was kept can be read again with the same secret and name, and with no other', async () => {
  const key = await keyFromSecret('0123 4567', 'draft')
  const box = await sealBox(key, 'draft/1', { name: 'Ana' }, counting)
  expect(await openBox(key, 'draft/1', box)).toEqual({ name: 'Ana' })
  await expect(openBox(key, 'draft/2', box)).rejects.toThrow()
  await expect(openBox(await keyFromSecret('0123 4568', 'draft'), 'draft/1', box)).rejects.toThrow()
})
