import { type Command, WrongInput } from '../command.ts'

/** What `posada plan` does, by its first word; each loads only what it needs. */
const parts: Record<string, () => Promise<Command>> = {
  forecast: async () => (await import('./plan-forecast.ts')).planForecastCommand,
  queue: async () => (await import('./plan-queue.ts')).planQueueCommand,
}

/** `posada plan WORD …`: the planner's parts. */
export const planCommand: Command = async ([word = '', ...args], io) => {
  const load = Object.hasOwn(parts, word) ? parts[word] : undefined
  if (!load) throw new WrongInput(`posada plan takes one of: ${Object.keys(parts).join(', ')}.`)
  return (await load())(args, io)
}
