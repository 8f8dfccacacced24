import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { deskServicesOf } from '#apps/server/desk-services.ts'
import type { World } from '#apps/server/world.ts'
import { consoleKeyOf } from '#capabilities/access/custody/server/unlocking.ts'
import { exportPurposes, legalBases } from '#capabilities/registration/desk/model.ts'
import { exportForConsole, type NamesAsked, type Piece } from '#capabilities/registration/desk/server/export.ts'
import { isUuid } from '#platform/base/ids.ts'
import { operationLocked, Problem } from '#platform/base/problem.ts'
import { openServerKey } from '#platform/vault/key-files.ts'
import { type Command, type CommandIo, fileToWrite, readOptions, WrongInput } from '../command.ts'
import { callServer, type FoundServer, findServers } from '../console.ts'
import { openWorldOf } from '../running.ts'
import { readSettings } from '../settings.ts'

type Plan = { file: string; operation: string | undefined; names: NamesAsked | null; json: boolean }
type Operation = { id: string; name: string; kind: 'authority' | 'journey'; practice: boolean }
/** Where pieces come from: a running server, or the database itself. */
type Source = { operations: Operation[]; piece(operationId: string, after: string | null): Promise<Piece> }

/** `posada export registrations --csv FILE`: pseudonymous; with names only unlocked and agreed to by two people. */
export const exportCommand: Command = async (args, io) => {
  const plan = readPlan(args)
  const [server] = findServers(process.env)
  if (server) return write(plan, io, await fromServer(server, plan, io))
  const { world, close } = await openWorldOf(readSettings(process.env), io.environment, { log: io.err, mayJoin: true })
  try {
    return await write(plan, io, await fromWorld(world, plan))
  } finally {
    await close()
  }
}

function readPlan(args: string[]): Plan {
  const options = readOptions(
    args,
    {
      csv: { type: 'string' },
      operation: { type: 'string' },
      names: { type: 'boolean' },
      recipient: { type: 'string' },
      purpose: { type: 'string' },
      basis: { type: 'string' },
      agreement: { type: 'string' },
      json: { type: 'boolean' },
    },
    1,
  )
  if (options.words[0] !== 'registrations')
    throw new WrongInput('Say what to export: posada export registrations --csv FILE.')
  const file = options.text('csv')
  if (!file) throw new WrongInput('--csv takes the name of the file to write.')
  fileToWrite('csv', file)
  const operation = options.text('operation')
  if (operation !== undefined && !isUuid(operation))
    throw new WrongInput('--operation takes the number that init printed.')
  return { file, operation, names: readNames(options), json: options.flag('json') }
}

function readNames({ flag, text }: ReturnType<typeof readOptions>): NamesAsked | null {
  if (!flag('names')) {
    if (text('recipient') ?? text('purpose') ?? text('basis') ?? text('agreement'))
      throw new WrongInput('--recipient, --purpose, --basis and --agreement belong to --names.')
    return null
  }
  const recipient = text('recipient')?.trim()
  const purpose = exportPurposes.find((known) => known === text('purpose'))
  const basis = legalBases.find((known) => known === text('basis'))
  const agreementId = text('agreement') ?? null
  if (!recipient || recipient.length > 120)
    throw new WrongInput('--names needs --recipient: the office that gets the file.')
  if (!purpose) throw new WrongInput(`--names needs --purpose: one of ${exportPurposes.join(', ')}.`)
  if (!basis) throw new WrongInput(`--names needs --basis: one of ${legalBases.join(', ')}.`)
  if (agreementId !== null && !isUuid(agreementId))
    throw new WrongInput('--agreement takes the number that the page Oversight shows beside what two people agreed to.')
  return { recipient, purpose, basis, agreementId }
}

async function fromServer(server: FoundServer, { names }: Plan, { environment }: CommandIo): Promise<Source> {
  const consoleKey = consoleKeyOf(openServerKey(join(server.settings.dataDir, 'secrets'), environment.random))
  const { body } = await callServer(server, '/access/operations')
  return {
    operations: body.operations as Operation[],
    async piece(operationId, after) {
      const asked = { consoleKey, operationId, after, names }
      const { status, body } = await callServer(server, '/desk/exports/from-console', asked)
      if (status !== 200) throw new NotExported(String(body.title))
      return body as Piece
    },
  }
}

async function fromWorld(world: World, { names }: Plan): Promise<Source> {
  const operations = []
  for (const id of await world.db.everyOperation()) {
    const keys = await world.keyring.find(id)
    if (keys) operations.push({ id, ...keys })
  }
  return {
    operations,
    async piece(operationId, after) {
      try {
        return await exportForConsole(deskServicesOf(world), world, { operationId, after, names })
      } catch (error) {
        if (error instanceof Problem)
          throw new NotExported(
            error.kind === operationLocked.kind
              ? `${error.title} Start the server and unlock it, then export.`
              : error.title,
          )
        throw error
      }
    },
  }
}

/** Not possible now; the sentence says why. */
class NotExported extends Error {}

/** Only a whole file gets the name that was asked for. */
async function write(plan: Plan, io: CommandIo, source: Source): Promise<number> {
  const operation = chooseOperation(plan, source.operations)
  const draft = `${plan.file}.part`
  let people = -1 // the header
  try {
    const file = openSync(draft, 'w', 0o600)
    try {
      let next: string | null = null
      do {
        const piece: Piece = await source.piece(operation.id, next)
        writeSync(file, piece.csv)
        people += countLines(piece.csv)
        next = piece.next
        io.progress(`${people} people`)
      } while (next !== null && !io.signal.aborted)
    } finally {
      closeSync(file)
    }
    if (io.signal.aborted) throw new NotExported('Stopped. No file was written.')
    renameSync(draft, plan.file)
  } catch (error) {
    rmSync(draft, { force: true })
    if (!(error instanceof NotExported) && !isFileError(error)) throw error
    io.err((error as Error).message)
    return 1
  }
  const kind = plan.names
    ? 'with names; recipient, purpose and legal basis are recorded, and each household sees them'
    : 'pseudonymous'
  const result = { file: plan.file, people, operation: operation.name, names: plan.names !== null }
  io.out(plan.json ? JSON.stringify(result) : `${people} people of “${operation.name}” are in ${plan.file}, ${kind}.`)
  return 0
}

function chooseOperation({ operation }: Plan, operations: Operation[]): Operation {
  // A real journey is listed nowhere: whoever asks for it knows its number.
  if (operation)
    return (
      operations.find(({ id }) => id === operation) ?? {
        id: operation,
        name: operation,
        kind: 'journey',
        practice: false,
      }
    )
  const [first] =
    operations.length === 1 ? operations : operations.filter(({ practice, kind }) => practice && kind === 'journey')
  if (first) return first
  const listed = operations.map(({ id, name }) => `\n  ${id}  ${name}`).join('')
  throw new WrongInput(`Say which operation with --operation NUMBER.${listed}`)
}

/** Names hold no line breaks (platform/base/text.ts), so lines are rows. */
const countLines = (csv: string): number => csv.split('\r\n').length - 1

const isFileError = (error: unknown): boolean => typeof (error as { syscall?: unknown }).syscall === 'string'
