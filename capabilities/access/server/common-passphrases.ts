/**
 * True for what is long and still guessed first: few different characters, a row of the keyboard or the alphabet, one
 * piece over and over, and names of this place (ASVS 5.0, V6.2.4 and V6.2.11). `names` are those of the account and its
 * operation.
 */
export function isCommonPassphrase(passphrase: string, names: readonly string[]): boolean {
  const letters = fold(passphrase)
  if (new Set(letters).size < DIFFERENT_CHARACTERS_MIN) return true
  const pieces = [...ROWS, ...COMMON, ...names.flatMap((name) => fold(name).match(/[\p{L}\p{N}]{4,}/gu) ?? [])]
  const rest = pieces
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, piece) => left.replaceAll(piece, ''), letters)
  // What is left once common pieces are gone, each different one counted once.
  return new Set(withoutRepetition(rest).match(/\p{L}|\p{N}/gu) ?? []).size < DIFFERENT_CHARACTERS_MIN
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** `abcabcabc` is `abc`, and tells no more. */
const withoutRepetition = (text: string) => text.replace(/^(.{1,12}?)\1+$/su, '$1')

const DIFFERENT_CHARACTERS_MIN = 5
const ROWS = [
  '1234567890',
  '0987654321',
  'qwertyuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
]
  .flatMap((row) =>
    Array.from({ length: row.length - 3 }, (_, from) => [4, 5, 6, 8, 10].map((n) => row.slice(from, from + n))),
  )
  .flat()
  .filter((piece) => piece.length >= 4)
// What people everywhere begin with, and the words of this house.
const COMMON = [
  ...['password', 'passwort', 'passphrase', 'contraseña', 'contrasena', 'motdepasse', 'senha', 'modpas', 'welcome'],
  ...[
    'bienvenido',
    'bienvenue',
    'letmein',
    'iloveyou',
    'teamo',
    'admin',
    'administrator',
    'posada',
    'registrar',
    'qwerty',
  ],
]
