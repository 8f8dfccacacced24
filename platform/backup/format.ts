import { createHash, createHmac, type Hash, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'

/** An archive cannot be used, or not here; the message says why, in one sentence, and repeats nothing of its content. */
export class ArchiveProblem extends Error {}

const Migrations = z.array(z.object({ name: z.string(), checksum: z.string() }))

/** The first line of an archive. */
const Header = z.object({
  format: z.literal('posada-backup'),
  version: z.literal(1),
  kind: z.enum(['world', 'keys', 'erasures']),
  /** The same for archives of one moment. */
  backupId: z.string(),
  madeAt: z.iso.datetime(),
  practice: z.boolean(),
  migrations: Migrations,
  /** The log of acts of each operation, by its id, in the world archive; older ones do not say. */
  logs: z.optional(z.record(z.uuid(), z.object({ size: z.number(), root: z.string() }))),
})
export type Header = z.infer<typeof Header>

/** The line above rows: what they are. */
const Section = z.discriminatedUnion('section', [
  z.object({
    section: z.literal('rows'),
    table: z.string(),
    operation: z.nullable(z.uuid()),
    columns: z.array(z.string()),
  }),
  z.object({ section: z.literal('erasures'), operation: z.uuid() }),
  z.object({ section: z.literal('files') }),
])
export type Section = z.infer<typeof Section>

/** Rows and SHA-256 of every part, at the end because only then they are known. */
const Manifest = z.object({
  section: z.literal('manifest'),
  parts: z.record(z.string(), z.object({ rows: z.number(), sha256: z.string() })),
})
const Seal = z.object({ section: z.literal('seal'), mac: z.string() })

/** Rows and SHA-256 of a part: enough to say that two are equal. */
export type Sum = { rows: number; sha256: string }

/** Rows of one section, by pages; each row is one line. */
export type Part = { section: Section; pages: AsyncIterable<readonly string[]> | Iterable<readonly string[]> }

/** What an archive says of itself once all of it has been read and found whole. */
export type Archive = {
  header: Header
  parts: Record<string, Sum>
  /** Whether it was made with this key. */
  isSealedWith(sealKey: Uint8Array): boolean
}

/** The lines of an archive, from header to seal. */
export async function* writeLines(
  header: Header,
  parts: AsyncIterable<Part>,
  sealKey: Uint8Array,
  onWritten: (parts: Archive['parts']) => void,
): AsyncGenerator<string> {
  const outline = createHash('sha256')
  const outlined = (line: object) => {
    const text = `${JSON.stringify(line)}\n`
    outline.update(text)
    return text
  }
  yield outlined(header)
  const sums = new Sums()
  for await (const { section, pages } of parts) {
    yield outlined(section)
    const sum = sums.of(section)
    for await (const page of pages) {
      const text = `${page.join('\n')}\n`
      sum.add(page.length, text)
      yield text
    }
  }
  onWritten(sums.result())
  yield outlined({ section: 'manifest', parts: sums.result() })
  yield `${JSON.stringify({ section: 'seal', mac: sealOf(sealKey, outline.digest()).toString('hex') })}\n`
}

export type Visit = (section: Section, page: readonly string[], header: Header) => Promise<void> | void

/** Hands the rows to `visit`, page by page, and gives what the archive says of itself if everything is as it says. */
export async function readLines(lines: AsyncIterable<string>, visit: Visit): Promise<Archive> {
  const outline = createHash('sha256')
  let header: Header | undefined
  let section: Section | undefined
  let manifest: Archive['parts'] | undefined
  let seal: string | undefined
  let page: string[] = []
  let pageLength = 0
  const sums = new Sums()
  const flush = async () => {
    if (section && page.length > 0) {
      sums.of(section).add(page.length, `${page.join('\n')}\n`)
      await visit(section, page, header!)
    }
    page = []
    pageLength = 0
  }
  for await (const line of lines) {
    if (!line.startsWith('[') && manifest === undefined) outline.update(`${line}\n`)
    if (!header) {
      header = parse(Header, line)
    } else if (seal !== undefined) {
      throw notWhole()
    } else if (manifest !== undefined) {
      seal = parse(Seal, line).mac
    } else if (line.startsWith('[')) {
      if (!section) throw notWhole()
      page.push(line)
      pageLength += line.length
      if (page.length >= PAGE_ROWS_MAX || pageLength >= PAGE_LENGTH) await flush()
    } else {
      await flush()
      if (line.startsWith('{"section":"manifest"')) manifest = parse(Manifest, line).parts
      else {
        section = parse(Section, line)
        sums.of(section)
      }
    }
  }
  if (!header || manifest === undefined || seal === undefined) throw notWhole()
  if (!sums.equal(manifest)) throw notWhole()
  const outlineHash = outline.digest()
  return {
    header,
    parts: manifest,
    isSealedWith(sealKey) {
      const given = Buffer.from(seal, 'hex')
      const right = sealOf(sealKey, outlineHash)
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }
}

/** The name of a part in the manifest. */
export const partName = (section: Section): string =>
  section.section === 'rows' ? `table ${section.table}` : section.section

/** One statement takes a page: large enough to be quick, small enough for any memory. */
const PAGE_ROWS_MAX = 1_000
const PAGE_LENGTH = 2_000_000

const notWhole = () => new ArchiveProblem('is not whole: its content is not what its manifest says.')

/** The outline is every line but rows and seal; the manifest in it speaks for the rows. */
const sealOf = (key: Uint8Array, outlineHash: Uint8Array) => createHmac('sha256', key).update(outlineHash).digest()

function parse<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  line: string,
): T {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new ArchiveProblem('is not a backup made by Posada.')
  }
  const result = schema.safeParse(value)
  if (!result.success) throw new ArchiveProblem('is not a backup that this version of Posada knows how to read.')
  return result.data
}

/** Running sums of the parts of one archive. */
class Sums {
  readonly #parts = new Map<string, { rows: number; hash: Hash }>()

  of(section: Section) {
    const name = partName(section)
    const part = this.#parts.get(name) ?? { rows: 0, hash: createHash('sha256') }
    this.#parts.set(name, part)
    return {
      add(rows: number, text: string) {
        part.rows += rows
        part.hash.update(text)
      },
    }
  }

  result(): Archive['parts'] {
    return Object.fromEntries(
      [...this.#parts].map(([name, { rows, hash }]) => [name, { rows, sha256: hash.copy().digest('hex') }]),
    )
  }

  equal(parts: Archive['parts']): boolean {
    const own = this.result()
    const names = new Set([...Object.keys(own), ...Object.keys(parts)])
    return [...names].every(
      (name) => own[name]?.rows === parts[name]?.rows && own[name]?.sha256 === parts[name]?.sha256,
    )
  }
}
