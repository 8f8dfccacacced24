import type { ReadContent } from '../opening.ts'

/** A reading module for tests: takes `{greeting}` and gives it back with what is known about the entry. */
export const readContent: ReadContent = (content, about, keys) => {
  if (typeof content !== 'object' || content === null || !('greeting' in content))
    return { refused: 'greeting missing' }
  return { value: { greeting: content.greeting, about, operationKeyBytes: keys.operationKey.length } }
}
