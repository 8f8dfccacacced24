import { type Command, WrongInput } from '../command.ts'

/** What `posada plan` does, by its first word; each loads only what it needs. */
const parts: Record<string, () => Promise<Command>> = {
  forecast: async () => (await import('./plan-forecast.ts')).planForecastCommand,
  queue: async () => (await import('./plan-queue.ts')).planQueueCommand,
}

/** `posada plan WORD …`: the planner's parts; anything else is a scenario. */
export const planCommand: Command = async (args, io) => {
  const [word = '', ...rest] = args
  const load = Object.hasOwn(parts, word) ? parts[word] : undefined
  if (load) return (await load())(rest, io)
  if (args.length === 0)
    throw new WrongInput(
      `Name a scenario's file, or one of: ${Object.keys(parts).join(', ')}. "posada plan --schema" says what a file holds.`,
    )
  return (await import('./plan-scenario.ts')).planScenarioCommand(args, io)
}
