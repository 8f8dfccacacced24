import type { ClientBase, Submittable } from 'pg'
import { assertUuid } from '#platform/base/ids.ts'
import type { Statement } from './query.ts'
import { parserFor, toCamelCase, toWire } from './values.ts'

/**
 * Sends statements in ONE message and resolves when all are done: one round trip instead of one per step.
 * With an operation they are a transaction of their own (`begin`, `set local`, …, `commit`), durable on return;
 * without one they run in whatever transaction the connection is in. After an error the caller rolls back.
 */
export function sendTogether(
  client: ClientBase,
  statements: readonly Statement<unknown>[],
  operationId?: string,
): Promise<Row[][]> {
  const opening = operationId === undefined ? undefined : openingFor(operationId)
  return new Promise((resolve, reject) => {
    const pipeline: unknown = new Pipeline(statements, opening, resolve, reject)
    client.query(pipeline as Submittable)
  })
}

export type Row = Record<string, unknown>

/** The part of node-pg's connection we speak with. */
type Wire = {
  stream: { cork(): void; uncork(): void; write(bytes: Buffer): boolean }
  parse(message: { name: string; text: string }): void
  close(message: { type: 'S'; name: string }): void
  bind(message: { statement: string; values: (string | Buffer | null)[] }): void
  describe(message: { type: 'S'; name: string }): void
  execute(message: object): void
}

type Field = { name: string; dataTypeID: number }
type Column = { key: string; parse: (text: string) => unknown }
type Prepared = { name: string; columns: Column[]; isReady: boolean }

/** Prepared statements by their text; the bound keeps a query with endless variants from filling the server. */
const PREPARED_MAX = 400
const preparedOn = new WeakMap<Wire, Map<string, Prepared>>()

/** Follows node-pg's contract for what a client can run: `submit`, then one `handle…` per answer. */
class Pipeline {
  readonly #statements: readonly Statement<unknown>[]
  readonly #opening: Buffer | undefined
  readonly #resolve: (rows: Row[][]) => void
  readonly #reject: (error: Error) => void
  readonly #rows: Row[][]
  readonly #used: Prepared[] = []
  /** Which statement the answers are about; the opening's own answers count below zero. */
  #at: number
  #failure: Error | undefined

  constructor(
    statements: readonly Statement<unknown>[],
    opening: Opening | undefined,
    resolve: (rows: Row[][]) => void,
    reject: (error: Error) => void,
  ) {
    this.#statements = statements
    this.#opening = opening?.bytes
    this.#at = opening ? -opening.commands : 0
    this.#resolve = resolve
    this.#reject = reject
    this.#rows = statements.map(() => [])
  }

  /** An error returned, not thrown, is what node-pg expects when nothing was sent. */
  submit(wire: Wire): Error | null {
    // Values are made before anything is sent: a bad one must not leave half a message on the wire.
    let values: (string | Buffer | null)[][]
    try {
      values = this.#statements.map((statement) => statement.values.map(toWire))
    } catch (error) {
      return error as Error
    }
    wire.stream.cork()
    try {
      if (this.#opening) wire.stream.write(this.#opening)
      for (const [index, statement] of this.#statements.entries()) {
        const prepared = prepare(wire, statement.text, this.#used)
        this.#used.push(prepared)
        wire.bind({ statement: prepared.name, values: values[index]! })
        wire.execute({})
      }
      wire.stream.write(this.#opening ? COMMIT_AND_SYNC : SYNC)
    } finally {
      wire.stream.uncork()
    }
    return null
  }

  handleRowDescription(message: { fields: Field[] }) {
    const prepared = this.#used[this.#at]
    if (!prepared) return
    prepared.columns = message.fields.map((field) => ({
      key: toCamelCase(field.name),
      parse: parserFor(field.dataTypeID),
    }))
  }

  handleDataRow(message: { fields: (string | null)[] }) {
    const prepared = this.#used[this.#at]
    if (!prepared || this.#failure) return
    const row: Row = {}
    try {
      for (let i = 0; i < prepared.columns.length; i++) {
        const { key, parse } = prepared.columns[i]!
        const text = message.fields[i]!
        row[key] = text === null ? null : parse(text)
      }
    } catch (error) {
      this.#failure = error as Error
    }
    this.#rows[this.#at]!.push(row)
  }

  handleCommandComplete() {
    const prepared = this.#used[this.#at]
    if (prepared) prepared.isReady = true
    this.#at++
  }

  handleEmptyQuery() {
    this.#at++
  }

  /** The server has skipped the rest up to Sync, and undoes the transaction when the caller rolls back. */
  handleError(error: Error & { code?: string }) {
    const failing = this.#statements[this.#at]
    if (failing) Object.assign(error, { queryName: failing.queryName })
    const prepared = this.#used[this.#at]
    if (prepared && STALE_PLAN.has(error.code ?? '')) prepared.isReady = false
    this.#reject(error)
  }

  /** Only here is everything committed: an answer to a single statement is no promise yet. */
  handleReadyForQuery() {
    if (this.#failure) this.#reject(this.#failure)
    else this.#resolve(this.#rows)
  }

  handlePortalSuspended() {}
  handleCopyInResponse() {}
  handleCopyData() {}
}

/** The statement's name on this connection; sends what prepares it when it is new there. */
function prepare(wire: Wire, text: string, sending: readonly Prepared[]): Prepared {
  const known = preparedOn.get(wire) ?? new Map<string, Prepared>()
  preparedOn.set(wire, known)
  const present = known.get(text)
  if (present && (present.isReady || sending.includes(present))) return present

  // Its first run failed, so the server may or may not have it. Closing one that is not there is no error.
  if (present) wire.close({ type: 'S', name: present.name })
  const name = present?.name ?? (known.size < PREPARED_MAX ? `posada_${known.size}` : '')
  const prepared: Prepared = { name, columns: [], isReady: false }
  if (name) known.set(text, prepared)
  wire.parse({ name, text })
  // Described once, when it is prepared: later runs send and read no description.
  wire.describe({ type: 'S', name })
  return prepared
}

/** The table changed under a prepared statement, or the server no longer has it. */
const STALE_PLAN = new Set(['0A000', '26000'])

type Opening = { bytes: Buffer; commands: number }
const openings = new Map<string, Opening>()
const OPENINGS_MAX = 1000

/** `begin` and the operation's context, as bytes that never change. Citus passes on a literal `set local` only. */
function openingFor(operationId: string): Opening {
  const present = openings.get(operationId)
  if (present) return present
  const opening = {
    bytes: Buffer.concat([runOnce('begin'), runOnce(`set local app.operation_id = '${assertUuid(operationId)}'`)]),
    commands: 2,
  }
  if (openings.size < OPENINGS_MAX) openings.set(operationId, opening)
  return opening
}

/** Parse, Bind and Execute of the unnamed statement: PostgreSQL documentation, "Message Formats". */
const runOnce = (sql: string): Buffer =>
  Buffer.concat([
    message('P', `\0${sql}\0\0\0`), // unnamed, no parameter types
    message('B', '\0\0\0\0\0\0\0\0'), // unnamed portal and statement; no formats, no values, no result formats
    message('E', '\0\0\0\0\0'), // unnamed portal, all rows
  ])

function message(kind: string, body: string): Buffer {
  const bytes = Buffer.from(`${kind}....${body}`, 'utf8')
  bytes.writeInt32BE(bytes.length - 1, 1)
  return bytes
}

const SYNC = message('S', '')
const COMMIT_AND_SYNC = Buffer.concat([runOnce('commit'), SYNC])
