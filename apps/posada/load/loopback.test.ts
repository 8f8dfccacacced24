import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loopbackUrl } from './loopback.ts'

test('this machine is accepted however its address is written', () => {
  for (const text of [
    'http://127.0.0.1:8080',
    'http://127.9.8.7',
    'https://[::1]:8443',
    'http://localhost:80',
    'http://2130706433:8080',
    'http://[::ffff:127.0.0.1]:80',
  ]) {
    expect(() => loopbackUrl(text), text).not.toThrow()
  }
})

test('any other machine, and any trick with names, is refused with one sentence', () => {
  const refused = [
    undefined,
    '',
    'localhost:8080',
    'ftp://127.0.0.1',
    'http://example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'http://10.0.0.1',
    'http://0.0.0.0:8080',
    'http://[::]:8080',
    'http://128.0.0.1',
    'http://127.0.0.1@example.org',
    'http://user@127.0.0.1',
    'http://127.0.0.1:8080/r/',
    'http://127.0.0.1:8080/?next=http://example.org',
  ]
  for (const text of refused) expect(() => loopbackUrl(text), text).toThrow(/^--url [^.]*/)
})

test('no address outside 127.0.0.0/8 passes', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      if (address.startsWith('127.')) return
      expect(() => loopbackUrl(`http://${address}`)).toThrow()
    }),
  )
})
