import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { openServerKey, readPracticeKeys, writePracticeKeys } from './key-files.ts'

const { random } = realEnvironment()
const operationId = '6f1f0a52-0000-4000-8000-000000000001'
const key = Buffer.alloc(32, 7).toString('base64url')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'posada-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 })

test('a server key is taken as it lies there, with or without the end of its line, and no draft is left', () => {
  put('server.key', `  ${key}\n\n`)
  expect(openServerKey(folder, random)).toEqual(new Uint8Array(32).fill(7))
  const fresh = join(folder, 'new', 'secrets')
  const made = openServerKey(fresh, random)
  expect(Buffer.from(made).toString('base64url')).toBe(readFileSync(join(fresh, 'server.key'), 'utf8').trim())
  expect(readdirSync(fresh)).toEqual(['server.key'])
})

test.each(['', 'x', key.slice(0, 40), `${key}AAAA`])('a server key that is none is told by its file: %j', (text) => {
  put('server.key', text)
  if (text === '') expect(() => openServerKey(folder, random)).toThrow('server.key')
  else expect(() => openServerKey(folder, random)).toThrow('does not hold a key of 32 bytes')
})

test('a key that cannot be written is told, not passed over', () => {
  mkdirSync(join(folder, 'locked'))
  // A folder where the file should be: the system refuses the link with another reason than "already there".
  mkdirSync(join(folder, 'locked', `server.key.${process.pid}.new`, 'inside'), { recursive: true })
  expect(() => openServerKey(join(folder, 'locked'), random)).toThrow()
})

test.each([
  ['is not JSON', `{"practice":true,"operationKeys":{"${operationId}":"${key}"`],
  ['is not a file of practice keys', 'null'],
  ['is not a file of practice keys', '{"practice":true}'],
  ['is not a file of practice keys', '{"practice":true,"operationKeys":null}'],
  ['is not a file of practice keys', `{"practice":true,"operationKeys":"${operationId}"}`],
  ['is not a file of practice keys', `{"practice":false,"operationKeys":{"${operationId}":"${key}"}}`],
  ['is not a file of practice keys', `{"operationKeys":{"${operationId}":"${key}"}}`],
  ['is not a file of practice keys', `{"practice":true,"operationKeys":{"${operationId}":"${key}","x":"${key}"}}`],
  ['does not hold a key of 32 bytes', `{"practice":true,"operationKeys":{"${operationId}":"${key.slice(0, 20)}"}}`],
  ['does not hold a key of 32 bytes', `{"practice":true,"operationKeys":{"${operationId}":7}}`],
])('a file of practice keys that %s opens nothing and repeats nothing: %s', (why, text) => {
  put('practice.key', text)
  const read = () => readPracticeKeys(folder)
  expect(read).toThrow(why)
  expect(read).not.toThrow(key.slice(0, 20))
})

test('practice keys that others can read are refused until that is mended', () => {
  writePracticeKeys(folder, new Map([[operationId, new Uint8Array(32).fill(7)]]))
  chmodSync(join(folder, 'practice.key'), 0o640)
  expect(() => readPracticeKeys(folder)).toThrow('chmod 600')
  chmodSync(join(folder, 'practice.key'), 0o600)
  expect(readPracticeKeys(folder).get(operationId)).toEqual(new Uint8Array(32).fill(7))
  expect(readdirSync(folder)).toEqual(['practice.key'])
})
