import ar from '../messages/card/ar.json' with { type: 'json' }
import en from '../messages/card/en.json' with { type: 'json' }
import es from '../messages/card/es.json' with { type: 'json' }
import fr from '../messages/card/fr.json' with { type: 'json' }
import ht from '../messages/card/ht.json' with { type: 'json' }
import pt from '../messages/card/pt.json' with { type: 'json' }
import type { CardWords } from '../paper.ts'

/** The words on paper in all languages at once: a card's back speaks all six. */
export const cardWords: CardWords = { ar, en, es, fr, ht, pt }
