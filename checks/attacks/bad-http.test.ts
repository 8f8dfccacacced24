import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'

let t: TestWorld
let server: Awaited<ReturnType<TestWorld['serve']>>
beforeAll(async () => {
  t = await testWorld({ people: 20 })
  server = await t.serve()
})
afterAll(async () => {
  await server.stop()
  await t.close()
})

const POST = 'POST /api/registrations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
const bad: [string, string | Buffer][] = [
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['the greeting of TLS', Buffer.from('16030100c8010000c40303', 'hex')],
  ['random bytes', Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 167 + 13) & 255))],
  ['a version nobody knows', 'GET / HTTP/9.9\r\nhost: localhost\r\n\r\n'],
  ['a method nobody knows', 'FLY / HTTP/1.1\r\nhost: localhost\r\n\r\n'],
  ['an address that is none', 'GET http://[::1 HTTP/1.1\r\nhost: localhost\r\n\r\n'],
  ['an address outside', 'GET /../../../etc/passwd HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'],
  ['an address in other bytes', 'GET /r/%c0%ae%c0%ae/%00 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'],
  ['an address of 20,000 characters', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['a host that is none', 'GET / HTTP/1.1\r\nhost: ]:99999[\r\nconnection: close\r\n\r\n'],
  ['two lengths', `${POST}content-length: 5\r\ncontent-length: 6\r\n\r\n{}`],
  ['a length below zero', `${POST}content-length: -5\r\n\r\n{}`],
  ['length and pieces at once', `${POST}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a piece of endless size', `${POST}transfer-encoding: chunked\r\nconnection: close\r\n\r\nffffffffffffffffff\r\n{}`],
  ['pieces that are none', `${POST}transfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n{}`],
  ['a header with a zero byte', 'GET / HTTP/1.1\r\nhost: localhost\r\nx: a\u0000b\r\n\r\n'],
  ['a header of 100 kB', `GET / HTTP/1.1\r\nhost: localhost\r\ncookie: ${'a=b; '.repeat(20_000)}\r\n\r\n`],
  ['5,000 headers', `GET / HTTP/1.1\r\nhost: localhost\r\n${'x: y\r\n'.repeat(5_000)}\r\n`],
  ['an expectation', `${POST}expect: 200-ok\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`],
  ['another protocol wished', 'GET / HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'],
]

test.each(bad)('%s is refused at once and harms nobody', async (_, bytes) => {
  const answer = await sendBytes(bytes)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 400)
  expect(status).toBeLessThan(500)
  expect(answer).not.toMatch(/root:x|at .*\.ts:\d/)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
})

const get = (path: string, headers: string) =>
  `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`

/** Address, query and headers together have 16 KiB: just below they are read, just above they are refused by name. */
test.each([
  ['a query', (length: number) => get(`/healthz?text=${'a'.repeat(length)}`, '')],
  ['one cookie', (length: number) => get('/healthz', `cookie: session=${'a'.repeat(length)}\r\n`)],
  ['many cookies', (length: number) => get('/healthz', `cookie: ${'a=b; '.repeat(length / 5)}\r\n`)],
  ['one header', (length: number) => get('/healthz', `x-long: ${'a'.repeat(length)}\r\n`)],
  ['many headers', (length: number) => get('/healthz', `x: ${'y'.repeat(95)}\r\n`.repeat(length / 100))],
])('%s of 15,000 bytes is read, of 18,000 answered with 431', async (_, ask) => {
  expect(await sendBytes(ask(15_000))).toMatch(/^HTTP\/1\.1 200 /)
  expect(await sendBytes(ask(18_000))).toMatch(/^HTTP\/1\.1 431 /)
})

/** All that comes back within a moment; who closes the connection has said enough. */
const sendBytes = (bytes: string | Buffer): Promise<string> =>
  new Promise((resolve) => {
    let answer = ''
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
    const finish = () => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1_500, finish)
    socket.on('error', finish)
    socket.on('close', finish)
    socket.on('data', (piece) => {
      answer += piece
      if (answer.includes('\r\n\r\n')) finish()
    })
    socket.write(bytes)
  })
