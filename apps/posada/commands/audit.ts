import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { World } from '#apps/server/world.ts'
import { isUuid, toHex } from '#platform/base/ids.ts'
import { parseHead, type SignedHead } from '#platform/ledger/head.ts'
import { leavesFile } from '#platform/ledger/leaves-file.ts'
import { findNewestHead } from '#platform/ledger/queries-log.ts'
import type { LedgerKeys } from '#platform/ledger/sealing.ts'
import { type Flaw, isHeadOf, type Verdict, verifyLog } from '#platform/ledger/verifying.ts'
import { type Command, type CommandIo, readOptions, WrongInput } from '../command.ts'
import { openWorldOf } from '../running.ts'
import { readSettings } from '../settings.ts'

type Plan = { json: boolean; operation: string | undefined; heads: SignedHead[]; file: string | undefined }
type Operation = LedgerKeys & { operationId: string; name: string }
type Work = (plan: Plan, io: CommandIo, world: World, operations: Operation[]) => Promise<number>

/** `posada audit verify|head|leaves`: recompute the log of what was done, and hand out what shows later that it stayed. */
export const auditCommand: Command = async (args, io) => {
  const [word = '', ...rest] = args
  const work = Object.hasOwn(WORKS, word) ? WORKS[word] : undefined
  if (!work) throw new WrongInput('Say "audit verify", "audit head" or "audit leaves --file FILE".')
  const plan = readPlan(word, rest)
  const { world, close } = await openWorldOf(readSettings(process.env), io.environment, { log: io.err, mayJoin: true })
  try {
    return await work(plan, io, world, await findOperations(world, plan))
  } finally {
    await close()
  }
}

const verify: Work = async ({ json, heads }, io, world, operations) => {
  const verdicts = []
  for (const operation of operations) {
    const { operationId, name } = operation
    const forged = heads.find((head) => !isHeadOf(operationId, operation, head))
    if (forged) {
      throw new WrongInput(`The head of ${forged.size} entries was not signed by “${name}”. It proves nothing here.`)
    }
    const verdict = await verifyLog((query, params) => world.db.scoped(operationId, query, params), operation, {
      operationId,
      exported: heads,
      onProgress: (size) => io.progress(`${size} entries checked`),
    })
    io.progress('')
    verdicts.push({ operation: operationId, ...forPrograms(verdict) })
    if (!json) io.out(tell(name, verdict, heads))
    // A program reads four fields; whoever looks at the terminal learns what is wrong.
    else if (!verdict.valid) io.err(tell(name, verdict, heads))
  }
  if (json) io.out(JSON.stringify(verdicts.length === 1 ? forPrograms(verdicts[0]!) : together(verdicts)))
  return verdicts.every(({ valid }) => valid) ? 0 : 1
}

const head: Work = async ({ json }, io, world, operations) => {
  let isSealed = true
  for (const { operationId, name } of operations) {
    const [newest] = await world.db.scoped(operationId, findNewestHead, { operationId })
    if (newest) io.out(json ? JSON.stringify({ operation: operationId, ...newest }) : newest.line)
    else io.err(`Nothing of “${name}” has been sealed yet. The server does it within five seconds.`)
    isSealed &&= newest !== undefined
  }
  return isSealed ? 0 : 1
}

const leaves: Work = async ({ json, file }, io, world, operations) => {
  const operation = theOnly(operations)
  const { operationId } = operation
  const draft = `${file!}.part`
  let count = -1 // the first line is no leaf
  try {
    const opened = openSync(draft, 'w', 0o600)
    try {
      for await (const lines of leavesFile((query, params) => world.db.scoped(operationId, query, params), operation)) {
        writeSync(opened, `${lines.join('\n')}\n`)
        count += lines.length
        io.progress(`${count} leaves`)
      }
    } finally {
      closeSync(opened)
    }
    renameSync(draft, file!)
  } catch (error) {
    rmSync(draft, { force: true })
    if (typeof (error as { syscall?: unknown }).syscall !== 'string') throw error
    throw new WrongInput(`The file cannot be written: ${(error as Error).message}`)
  }
  io.progress('')
  const key = toHex(operation.ledger.publicKey)
  if (json) io.out(JSON.stringify({ file, leaves: count, operation: operationId, key }))
  else io.out(`${count} leaves are in ${file}. They name nobody. The key of the log is ${key}: keep it on paper.`)
  return 0
}

const WORKS: Record<string, Work> = { verify, head, leaves }

function readPlan(word: string, args: string[]): Plan {
  const common = { operation: { type: 'string' }, json: { type: 'boolean' } } as const
  const own = { verify: { head: { type: 'string' } }, head: {}, leaves: { file: { type: 'string' } } } as const
  const { text, flag } = readOptions(args, { ...common, ...own[word as keyof typeof own] })
  const heads = readHeads(text('head'))
  const operation = text('operation') ?? heads[0]?.operationId
  if (operation !== undefined && !isUuid(operation))
    throw new WrongInput('--operation takes the number that init printed.')
  const foreign = heads.find((each) => each.operationId !== operation)
  if (foreign) throw new WrongInput(`One head is of another operation: ${foreign.operationId}.`)
  const file = text('file')
  if (word === 'leaves' && !file) throw new WrongInput('--file takes the name of the file to write.')
  return { json: flag('json'), operation, heads, file }
}

/** Heads as text, or in a file, one to a line. */
function readHeads(given: string | undefined): SignedHead[] {
  if (given === undefined) return []
  const text = given.startsWith('posada-head-') ? given : readHeadFile(given)
  const lines = text.split(/\r?\n/).flatMap((line) => line.trim() || [])
  if (lines.length === 0 || lines.length > HEADS_MAX) {
    throw new WrongInput(`--head takes 1 to ${HEADS_MAX} heads, one to a line.`)
  }
  return lines.map((line) => {
    const read = parseHead(line)
    if (!read) throw new WrongInput(`This is not a whole head: ${line.slice(0, 80)}`)
    return read
  })
}

function readHeadFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new WrongInput(
      `--head takes a head as "audit head" prints it, or a file with heads. There is no file ${file}.`,
    )
  }
}

/** The operation asked for; otherwise all there are. */
async function findOperations(world: World, { operation }: Plan): Promise<Operation[]> {
  const found = []
  for (const operationId of operation ? [operation] : await world.db.everyOperation()) {
    const keys = await world.keyring.find(operationId)
    if (keys) found.push(keys)
  }
  if (found.length === 0) {
    throw new WrongInput(operation ? 'There is no such operation here.' : 'There is no operation here yet.')
  }
  return found
}

function theOnly(operations: Operation[]): Operation {
  if (operations.length === 1) return operations[0]!
  const listed = operations.map(({ operationId, name }) => `\n  ${operationId}  ${name}`).join('')
  throw new WrongInput(`Say which operation with --operation NUMBER.${listed}`)
}

type Told = Pick<Verdict, 'valid' | 'size' | 'root' | 'firstBadIndex'>

/** Exactly these four, for as long as programs read them. */
const forPrograms = ({ valid, size, root, firstBadIndex }: Told): Told => ({ valid, size, root, firstBadIndex })

/** Several logs have no root in common: each is told apart, and the first that is not valid stands for all. */
const together = (verdicts: (Told & { operation: string })[]) => ({
  valid: verdicts.every(({ valid }) => valid),
  size: verdicts.reduce((sum, { size }) => sum + size, 0),
  root: null,
  firstBadIndex: verdicts.find(({ valid }) => !valid)?.firstBadIndex ?? null,
  operations: verdicts,
})

function tell(name: string, verdict: Verdict, heads: SignedHead[]): string {
  const { valid, size, root, firstBadIndex, flaw, erased, unsealed } = verdict
  if (!valid) return `“${name}”: NOT valid. ${SENTENCES[flaw!]} First bad entry: number ${firstBadIndex} of ${size}.`
  const against = heads.length > 0 ? `, and agrees with the ${heads.length} exported` : ''
  const waiting = unsealed > 0 ? ` ${unsealed} wait to be sealed.` : ''
  const gone = erased > 0 ? ` In ${erased} the subject was erased; they hold all the same.` : ''
  return `“${name}”: valid${against}. ${size} entries, root ${root}.${waiting}${gone}`
}

const SENTENCES: Record<Flaw, string> = {
  'entry-missing': 'A sealed entry was removed.',
  'entry-changed': 'A sealed entry was changed.',
  'leaf-moved': 'Entries were added, removed or put in another order.',
  'head-changed': 'A stored head is not the one that was signed.',
  'head-missing': 'No head vouches for the last entries.',
  'cut-off': 'The last entries were removed.',
  rewritten: 'The history stored here is not the one that the exported head vouches for.',
}

const HEADS_MAX = 10_000
