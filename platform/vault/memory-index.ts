import { foldTokens, skeletonOf } from './fold-text.ts'

export type Found = { id: string; score: number }

/**
 * A text index that lives in memory alone: exact words, beginnings of words, other spellings, other scripts. Every
 * search is bounded, and nothing about a search is kept.
 */
export function createTextIndex() {
  const tokensById = new Map<string, string[]>()
  const vocabulary = createVocabulary()

  function add(id: string, texts: string[]): void {
    remove(id)
    const tokens = [...new Set(texts.flatMap(foldTokens))].slice(0, TOKENS_PER_ENTRY_MAX)
    tokensById.set(id, tokens)
    for (const token of tokens) vocabulary.add(token, id)
  }

  function remove(id: string): void {
    for (const token of tokensById.get(id) ?? []) vocabulary.remove(token, id)
    tokensById.delete(id)
  }

  /** Best first; entries that match more of the words, and have fewer others, come first. */
  function search(text: string, limit: number): Found[] {
    const wanted = [...new Set(foldTokens(text.slice(0, QUERY_LENGTH_MAX)))].slice(0, QUERY_TOKENS_MAX)
    const scores = new Map<string, number>()
    for (const token of wanted) {
      for (const [id, score] of bestPerEntry(token)) scores.set(id, (scores.get(id) ?? 0) + score)
    }
    return [...scores]
      .map(([id, sum]) => ({
        id,
        score: (2 * sum) / (wanted.length + Math.max(wanted.length, tokensById.get(id)!.length)),
      }))
      .filter(({ id, score }) => score > 0 && scores.get(id)! / wanted.length >= SHARE_OF_WORDS_MIN)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, Math.max(0, Math.min(limit, LIMIT_MAX)))
  }

  function bestPerEntry(token: string): Map<string, number> {
    const best = new Map<string, number>()
    for (const { similarity, entries } of vocabulary.similarTo(token)) {
      // Most similar words come first, so what is there already is the better one.
      for (const id of entries) if (!best.has(id)) best.set(id, similarity)
      if (best.size > ENTRIES_PER_TOKEN_MAX) break
    }
    return best
  }

  return { add, remove, search, size: () => tokensById.size }
}

/** The distinct words of the index. Names repeat, so comparing words once is far cheaper than comparing entries. */
function createVocabulary() {
  const entriesByToken = new Map<string, Set<string>>()
  const tokensByGram = new Map<string, Set<string>>()
  const tokensBySkeleton = new Map<string, Set<string>>()

  function add(token: string, id: string): void {
    const entries = entriesByToken.get(token)
    if (entries) {
      entries.add(id)
      return
    }
    entriesByToken.set(token, new Set([id]))
    for (const gram of gramsOf(token)) put(tokensByGram, gram, token)
    put(tokensBySkeleton, skeletonOf(token), token)
  }

  function remove(token: string, id: string): void {
    const entries = entriesByToken.get(token)
    if (!entries?.delete(id) || entries.size > 0) return
    entriesByToken.delete(token)
    for (const gram of gramsOf(token)) drop(tokensByGram, gram, token)
    drop(tokensBySkeleton, skeletonOf(token), token)
  }

  /** Words like this one with the entries that have them, most similar first, at most `SIMILAR_MAX`. */
  function similarTo(token: string): { similarity: number; entries: Set<string> }[] {
    const similarity = new Map<string, number>()
    const consider = (other: string, value: number) => {
      if (value > (similarity.get(other) ?? 0)) similarity.set(other, value)
    }
    for (const [other, shared] of sharedGrams(token)) {
      if (other.startsWith(token)) consider(other, other === token ? 1 : PREFIX_SIMILARITY)
      const dice = (2 * shared) / (gramCount(token) + gramCount(other))
      if (dice >= DICE_MIN) consider(other, dice * FUZZY_SIMILARITY)
    }
    const skeleton = skeletonOf(token)
    if (skeleton.length >= 2) {
      for (const other of tokensBySkeleton.get(skeleton) ?? []) consider(other, SKELETON_SIMILARITY)
    }
    return [...similarity]
      .sort(([, a], [, b]) => b - a)
      .slice(0, SIMILAR_MAX)
      .map(([other, value]) => ({ similarity: other === token ? 1 : value, entries: entriesByToken.get(other)! }))
  }

  function sharedGrams(token: string): Map<string, number> {
    const shared = new Map<string, number>()
    for (const gram of gramsOf(token)) {
      for (const other of tokensByGram.get(gram) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    return shared
  }

  return { add, remove, similarTo }
}

/** Three-letter pieces of `^token$`, and the first letter alone so that one typed letter already finds beginnings. */
function gramsOf(token: string): Set<string> {
  const framed = `^${token}$`
  const grams = new Set([framed.slice(0, 2)])
  for (let at = 0; at + 3 <= framed.length; at++) grams.add(framed.slice(at, at + 3))
  return grams
}

const gramCount = (token: string): number => token.length + 1

function put(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

function drop(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set?.delete(value) && set.size === 0) sets.delete(key)
}

const TOKENS_PER_ENTRY_MAX = 24
const QUERY_LENGTH_MAX = 200
const QUERY_TOKENS_MAX = 8
const SIMILAR_MAX = 200
const ENTRIES_PER_TOKEN_MAX = 20_000
const LIMIT_MAX = 50
const SHARE_OF_WORDS_MIN = 0.4

const PREFIX_SIMILARITY = 0.9
const SKELETON_SIMILARITY = 0.8
const FUZZY_SIMILARITY = 0.85
const DICE_MIN = 0.45
