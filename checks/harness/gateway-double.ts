import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'

export type Asked = { path: string; method: string; headers: IncomingHttpHeaders; body: Buffer }
/** A status; or: it never answers, closes the line, or says something that is no HTTP. */
type Reaction = number | 'silent' | 'hang up' | 'garbage' | 'too much'

/** A service on this machine that turns requests into messages, keeps what it was asked, and reacts as it is told, then well. */
export async function startGateway(reactions: Reaction[] = [], headers: Record<string, string> = {}) {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      asked.push({
        ...{ path: incoming.url!, method: incoming.method!, headers: incoming.headers, body: Buffer.concat(parts) },
      })
      const reaction = reactions.shift() ?? 201
      if (reaction === 'silent') return
      if (reaction === 'hang up') return void incoming.socket.destroy()
      if (reaction === 'garbage') return void incoming.socket.end('¡hola! +52 962 555 0100\r\n\r\n')
      outgoing.writeHead(reaction === 'too much' ? 200 : reaction, headers)
      outgoing.end(reaction === 'too much' ? Buffer.alloc(1_000_000) : '{"ok":true}')
    })
  })
  server.on('connection', (socket) => void sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    ...{ asked, reactions, url: new URL(`http://127.0.0.1:${port}/send`) },
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
