import { type Command, readOptions, WrongInput } from '../command.ts'
import { readPracticeFolder } from '../practice/folder.ts'
import { openWorldOf } from '../running.ts'
import { readSettings } from '../settings.ts'

/** `posada demo`: fills an empty database with the practice world. Refuses one that holds anything. */
export const demoCommand: Command = async (args, io) => {
  const { flag } = readOptions(args, { json: { type: 'boolean' } })
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
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10
    const operations = (await world.db.everyOperation()).length
    io.progress('')
    if (flag('json')) io.out(JSON.stringify({ dataDir: settings.dataDir, operations, seconds }))
    else
      io.out(
        `The practice world is in ${settings.dataDir}: ${operations} operations, made in ${seconds} s. Serve it with: npm start`,
      )
    return 0
  } finally {
    await close()
  }
}
