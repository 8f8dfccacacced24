/** One step of a migration: a statement, or a word to the engine below in a comment of its own line. */
export type Step = { kind: 'sql'; text: string } | { kind: 'distribute' | 'reference' | 'append-only'; table: string }

/** Splits a migration into steps, so that each runs alone: Citus takes one subcommand at a time. */
export function splitSteps(file: string): Step[] {
  const steps: Step[] = []
  let text = ''
  const finish = () => {
    if (text.trim()) steps.push({ kind: 'sql', text: text.trim() })
    text = ''
  }
  for (const piece of pieces(file)) {
    const word = piece.startsWith('--') && !text.trim() ? DIRECTIVE.exec(piece) : null
    if (word) steps.push({ kind: word[1] as 'distribute' | 'reference' | 'append-only', table: word[2]! })
    else if (piece === ';') finish()
    else if (!isComment(piece)) text += piece
  }
  finish()
  return steps
}

const DIRECTIVE = /^--\s*(distribute|reference|append-only):\s*([a-z_][a-z0-9_]*)\s*$/

const isComment = (piece: string) => piece.startsWith('--') || piece.startsWith('/*')

/** Quoted texts, dollar quotes and comments whole; everything else by character run. */
const PIECE = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_]*\$)[\s\S]*?\1|;|[^-/'"$;]+|[\s\S]/g

const pieces = (file: string): string[] => file.match(PIECE) ?? []
