export const INVITATION_WORDS_COUNT = 64
const WORDS_SHOWN = 3

/**
 * Three plain words made from the fingerprint of the key that answers are sealed to. The poster and the phone show the
 * same ones, each in the reader's language, so that a person can see that the two belong together. They catch a poster
 * pasted over another; what proves an invitation is its signature.
 *
 * `wordList` is the message `invitation_words`: 64 words in an order that is the same in every language.
 */
export function invitationWords(fingerprint: Uint8Array, wordList: string): string[] {
  const words = wordList.split(' ')
  if (words.length !== INVITATION_WORDS_COUNT) throw new Error(`the list has ${words.length} words`)
  const shown: string[] = []
  for (const byte of fingerprint.subarray(0, WORDS_SHOWN)) {
    // The low six bits of a byte of SHA-256 pick each word alike; one that stands there already makes room for the next.
    let place = byte % INVITATION_WORDS_COUNT
    while (shown.includes(words[place]!)) place = (place + 1) % INVITATION_WORDS_COUNT
    shown.push(words[place]!)
  }
  return shown
}
