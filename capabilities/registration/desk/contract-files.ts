import * as z from 'zod/mini'
import { secondPersonNeeded } from '#capabilities/access/oversight/contract.ts'
import { stepUpNeeded } from '#capabilities/access/step-up.ts'
import { personal } from '#platform/base/field-class.ts'
import { notAllowed, problem } from '#platform/base/problem.ts'
import { plainText, soughtText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { fact, Instant, Uuid } from '../model.ts'
import { OpenedPerson, secret } from './contract.ts'
import { ExportPurpose, LegalBasis, OpeningPurpose } from './model.ts'

/** The file has rows that cannot be taken as they stand; nothing of it was imported. */
export const importRefused = problem<{ errorCount: number }>(
  'import-refused',
  422,
  'The file has errors. Nothing was imported. Check it first.',
)
/** One import at a time, so that progress means something. */
export const importRunning = problem('import-running', 409, 'An import is running. Wait until it is done.')

export const IMPORT_BYTES_MAX = 8 * 1024 * 1024
export const IMPORT_ROWS_MAX = 20_000

const Csv = personal('identity', z.string().check(z.minLength(1), z.maxLength(IMPORT_BYTES_MAX)))
const FileHash = z.string().check(z.regex(/^[0-9a-f]{64}$/))

export const ImportSummary = z.object({
  /** SHA-256 of the file: the same file has one effect. */
  fileHash: FileHash,
  households: z.int(),
  people: z.int(),
  errorCount: z.int(),
  /** The first 200. Row 1 is the header. Values are never repeated. */
  errors: z.array(z.object({ row: z.int(), column: z.string(), code: z.string(), message: z.string() })),
  /** When this very file was imported before. */
  importedAt: z.nullable(Instant),
})
export type ImportSummary = z.infer<typeof ImportSummary>

// JSON may write a character of the file with two bytes more.
const JSON_BYTES_MAX = IMPORT_BYTES_MAX * 2

export const checkImport = endpoint({
  method: 'POST',
  path: '/desk/imports/check',
  summary: 'Read a CSV file and say all that is wrong, by row and column. Nothing is stored.',
  body: z.strictObject({ csv: Csv }),
  bodyLimitBytes: JSON_BYTES_MAX,
  reply: fact(ImportSummary),
})

export const runImport = endpoint({
  method: 'POST',
  path: '/desk/imports',
  summary: 'Import a CSV file: all of it or nothing. The same file again changes nothing. 423 while locked.',
  body: z.strictObject({ csv: Csv, siteId: z.nullable(Uuid) }),
  bodyLimitBytes: JSON_BYTES_MAX,
  reply: fact(ImportSummary),
  problems: [importRefused, importRunning, stepUpNeeded],
})

export const readImportProgress = endpoint({
  method: 'GET',
  path: '/desk/imports/progress',
  summary: 'How far the running import is.',
  reply: fact(z.object({ running: z.boolean(), done: z.int(), of: z.int() })),
})

export const exportRegistrations = endpoint({
  method: 'POST',
  path: '/desk/exports',
  problems: [stepUpNeeded],
  summary:
    'Registrations as CSV, a piece at a time. Pseudonymous; names only unlocked, with recipient and purpose recorded.',
  body: z.strictObject({ after: z.nullable(Uuid) }),
  reply: fact(z.object({ csv: z.string(), next: z.nullable(z.string()) })),
})

/** What two people agree to: who gets the names, for what, on which ground. */
const NamesAsked = {
  /** An organisation or an office, not a person. */
  recipient: plainText(120),
  purpose: ExportPurpose,
  basis: LegalBasis,
  /** Null in practice, where nobody has to agree. */
  agreementId: z.nullable(Uuid),
}

export const exportWithNames = endpoint({
  method: 'POST',
  path: '/desk/exports/with-names',
  summary:
    'As above with names, birth and phone number, once a second person agreed to recipient, purpose and legal basis. Where that is consent, only people who gave it for this purpose. 423 while locked.',
  body: z.strictObject({ after: z.nullable(Uuid), ...NamesAsked }),
  reply: z.object({ csv: personal('identity', z.string()), next: fact(z.nullable(z.string())) }),
  problems: [secondPersonNeeded, stepUpNeeded],
})

/** For `posada export registrations`, which proves with the server key that it runs on this machine. */
export const exportFromConsole = endpoint({
  method: 'POST',
  path: '/desk/exports/from-console',
  summary: 'The same exports, asked for at the console of the machine. 423 for names while locked.',
  audience: 'anyone',
  body: z.strictObject({
    consoleKey: secret(z.string().check(z.maxLength(100))),
    operationId: Uuid,
    after: z.nullable(Uuid),
    names: z.nullable(z.strictObject(NamesAsked)),
  }),
  reply: z.object({ csv: personal('identity', z.string()), next: fact(z.nullable(z.string())) }),
  problems: [notAllowed, secondPersonNeeded],
})

export const listConflicts = endpoint({
  method: 'GET',
  path: '/desk/conflicts',
  summary: 'Entries that came twice under one id with different content; both are kept.',
  reply: fact(
    z.object({
      conflicts: z.array(
        z.object({
          entryId: Uuid,
          contentHash: z.string(),
          householdId: z.nullable(Uuid),
          caseNumber: z.nullable(z.string()),
          receivedAt: Instant,
        }),
      ),
    }),
  ),
})

const ConflictParams = z.strictObject({ entryId: Uuid })

export const openConflict = endpoint({
  method: 'POST',
  path: '/desk/conflicts/:entryId/open',
  summary: 'Open the second version of an entry, to compare. 423 while locked; recorded.',
  params: ConflictParams,
  body: z.strictObject({ contentHash: soughtText(64), purpose: OpeningPurpose }),
  reply: z.object({
    readable: fact(z.boolean()),
    people: z.array(OpenedPerson),
    phoneNumber: personal('contact', z.nullable(z.string())),
  }),
})

export const decideConflict = endpoint({
  method: 'POST',
  path: '/desk/conflicts/:entryId/decide',
  summary:
    'The first version stays. What of the second is right was corrected by hand before; the second is then destroyed.',
  params: ConflictParams,
  body: z.strictObject({ contentHash: soughtText(64) }),
  reply: fact(z.object({ decided: z.literal(true) })),
})
