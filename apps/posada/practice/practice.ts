import type { Clock } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import { WrongInput } from '../command.ts'
import { finishPractice, PRACTICE_STARTS_AT, type PracticeRecord, readPracticeFolder } from './folder.ts'
import { countOperations } from './queries.ts'
import { makePracticeWorld, type PracticeOptions } from './world.ts'

/**
 * Makes the practice world where there is none yet, and says when its clock began. The folder must have been begun
 * (`beginPractice`) before its database was started. Refuses a database that holds anything.
 */
export async function ensurePractice(
  options: PracticeOptions & { dataDir: string; clock: Clock },
): Promise<PracticeRecord> {
  const { dataDir, db, clock } = options
  const present = readPracticeFolder(dataDir)
  if (typeof present === 'object') return present
  await assertEmpty(db)
  await makePracticeWorld(options)
  const record = { startedAtReal: clock(), clockStartsAt: PRACTICE_STARTS_AT }
  finishPractice(dataDir, record)
  return record
}

/** Practice goes into an empty database only: invented people among real ones could never be told apart again. */
export async function assertEmpty(db: Database): Promise<void> {
  const { real, practice } = await countKinds(db)
  if (real > 0)
    throw new WrongInput('This database holds a real operation. Practice needs an empty database of its own.')
  if (practice > 0)
    throw new WrongInput('This database already holds a practice world. Practice needs an empty database.')
}

/** A real operation never shares a database with practice. */
export async function assertNoPractice(db: Database): Promise<void> {
  const { practice } = await countKinds(db)
  if (practice > 0)
    throw new WrongInput(
      'This database holds practice data. A real operation needs an empty database: set POSADA_DATA to another folder.',
    )
}

async function countKinds(db: Database): Promise<{ real: number; practice: number }> {
  const rows = await db.withoutOperation(countOperations, {})
  const count = (isPractice: boolean) => Number(rows.find(({ practice }) => practice === isPractice)?.operations ?? 0)
  return { real: count(false), practice: count(true) }
}
