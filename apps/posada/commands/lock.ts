import { join } from 'node:path'
import { consoleKeyOf } from '#capabilities/access/custody/server/unlocking.ts'
import { openServerKey } from '#platform/vault/key-files.ts'
import { type Command, readOptions } from '../command.ts'
import { callServer, findServers } from '../console.ts'

/** `posada lock`: the panic lock, from the machine itself. Locks every operation of every server running here. */
export const lockCommand: Command = async (args, io) => {
  const json = readOptions(args, { json: { type: 'boolean' } }).flag('json')
  const servers = findServers(process.env)
  if (servers.length === 0) {
    io.err('No server is running on this data, so nothing is unlocked.')
    return 1
  }
  const locked: unknown[] = []
  let failed = 0
  for (const server of servers) {
    const serverKey = openServerKey(join(server.settings.dataDir, 'secrets'), io.environment.random)
    try {
      const { status, body } = await callServer(server, '/access/console-lock', { consoleKey: consoleKeyOf(serverKey) })
      if (status !== 200) throw new Error(String(body.title))
      locked.push(...(body.locked as unknown[]))
    } catch (error) {
      failed++
      io.err(`${server.url} could not be locked: ${(error as Error).message}. Stop the server to wipe its keys.`)
    }
  }
  io.out(
    json
      ? JSON.stringify({ locked })
      : `Locked: ${locked.length} operations. Keys are wiped and everyone is signed out.`,
  )
  return failed === 0 ? 0 : 1
}
