import ar from '../procedures/words/ar.json' with { type: 'json' }
import es from '../procedures/words/es.json' with { type: 'json' }
import fr from '../procedures/words/fr.json' with { type: 'json' }
import ht from '../procedures/words/ht.json' with { type: 'json' }
import pt from '../procedures/words/pt.json' with { type: 'json' }

type Phrases = Readonly<Record<string, string>>

/** English phrases of procedures in the other languages; a phrase that several files share is translated once. */
export const SHARED_WORDS = { es, fr, ht, pt, ar } satisfies Record<string, Phrases>

/**
 * A file with every language its phrases have: its own words first, else the shared ones. A phrase nobody has translated
 * stays as it is. The file itself, and what an operation kept of it, need not change when a translation gets better.
 */
export function inAllLanguages<File>(file: File, shared: Readonly<Record<string, Phrases>> = SHARED_WORDS): File {
  return fill(file) as File

  function fill(part: unknown): unknown {
    if (Array.isArray(part)) return part.map(fill)
    if (typeof part !== 'object' || part === null) return part
    if ('en' in part && typeof part.en === 'string') return { ...missing(part.en), ...part }
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, fill(value)]))
  }

  function missing(english: string) {
    return Object.fromEntries(
      Object.entries(shared).flatMap(([locale, phrases]) =>
        Object.hasOwn(phrases, english) ? [[locale, phrases[english]]] : [],
      ),
    )
  }
}
