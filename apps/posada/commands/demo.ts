import type { World } from '#apps/server/world.ts'
import { type Command, readOptions, WrongInput, wholeNumber } from '../command.ts'
import { CASES_MAX, fillCaseload } from '../practice/caseload.ts'
import { readPracticeFolder } from '../practice/folder.ts'
import { ANALYZE } from '../practice/queries-caseload.ts'
import { openWorldOf } from '../running.ts'
import { readSettings } from '../settings.ts'

/** `posada demo`: fills an empty database with the practice world, and with `--cases` an office's caseload. Refuses one that holds anything. */
export const demoCommand: Command = async (args, io) => {
  const { flag, text } = readOptions(args, { json: { type: 'boolean' }, cases: { type: 'string' } })
  const cases = text('cases') === undefined ? 0 : wholeNumber('cases', text('cases'), { from: 1, to: CASES_MAX })
  const settings = readSettings(process.env)
  if (!settings.isPractice)
    throw new WrongInput('POSADA_DEMO=0 asks for a real operation; leave it out to make practice.')
  if (typeof readPracticeFolder(settings.dataDir) === 'object') {
    throw new WrongInput(
      `There is a practice world in ${settings.dataDir} already. Remove that folder to make a new one.`,
    )
  }
  const startedAt = performance.now()
  const { world, close } = await openWorldOf(settings, io.environment, { log: io.err, onProgress: io.progress })
  try {
    if (cases > 0) await fillOffice(world, cases, io.progress)
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10
    const operations = (await world.db.everyOperation()).length
    io.progress('')
    if (flag('json')) io.out(JSON.stringify({ dataDir: settings.dataDir, operations, cases, seconds }))
    else
      io.out(
        `The practice world is in ${settings.dataDir}: ${operations} operations, made in ${seconds} s. Serve it with: npm start`,
      )
    return 0
  } finally {
    await close()
  }
}

/** The authority of the practice world is the office. */
async function fillOffice(world: World, cases: number, progress: (text: string) => void): Promise<void> {
  for (const operationId of await world.db.everyOperation()) {
    if ((await world.keyring.find(operationId))?.kind !== 'authority') continue
    await fillCaseload({
      ...world,
      ...{ operationId, cases },
      onDone: (done) => progress(`inventing cases: ${done} of ${cases}`),
    })
    await world.db.asOwner(operationId, ANALYZE, [])
    return
  }
  throw new Error('the practice world has no authority')
}
