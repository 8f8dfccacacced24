import type { ReadTexts } from '../memory-index-client.ts'

/** A reading module for tests: the `names` of an opened blob. */
export const readTexts: ReadTexts = (content) => (content as { names: string[] }).names
