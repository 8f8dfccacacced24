/**
 * Folding of names for search, so that one spelling finds another: accents, capitals and Arabic letter forms fall away,
 * Arabic and Cyrillic are written in Latin letters. Only for finding: what is stored and shown stays as it was given.
 */
export function foldTokens(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .split(SEPARATORS)
    .filter((word) => word !== '')
    .map(toLatin)
    .filter((token) => token !== '')
}

/**
 * The consonants of a folded token, with letters that often stand for each other made one. Arabic writes few vowels:
 * this is where `محمد` and `Mohammed` meet.
 */
export function skeletonOf(token: string): string {
  const consonants = token
    .replace(/^al(?=.{3})/, '') // the Arabic article
    .replace(/ph/g, 'f')
    .replace(/kh|[cgqj]/g, 'k')
    .replace(/z|x/g, 's')
    .replace(/v/g, 'b')
    .replace(/(?<=[stdg])h/g, '')
    .replace(/[aeiouwy]/g, '')
  return consonants.replace(/(.)\1+/g, '$1')
}

function toLatin(word: string): string {
  let latin = ''
  for (const letter of word) latin += LATIN.get(letter) ?? letter
  return latin
}

const MARKS = /[\p{M}\u0640'’ʼ`]/gu // combining marks, tatweel, apostrophes inside a name
const SEPARATORS = /[^\p{L}\p{N}]+/u

const pairs = (letters: string): [string, string][] =>
  letters.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)] as [string, string])

const LATIN = new Map([
  // Letters that NFKD leaves whole.
  ...pairs('øo łl đd ðd þth ßss æae œoe ıi ħh ŋn'),
  // Arabic, Persian and Urdu, after their hamza forms were folded by NFKD.
  ...pairs(
    'اa بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq كk لl مm نn هh وw يy ىa ةa ء پp چch ژzh گg کk یy ہh ےy ںn',
  ),
  // Russian and Ukrainian.
  ...pairs(
    'аa бb вv гg дd еe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi єye ґg',
  ),
])
