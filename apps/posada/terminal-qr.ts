import { qrSymbol } from '#capabilities/proof/qr.ts'

/** A QR made of half blocks, for a terminal: dark on light, with its quiet zone. */
export function terminalQr(text: string): string {
  const { size, isDark } = qrSymbol(text, 40)
  const quiet = 2
  const at = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < size && column < size && isDark(row, column)
  const lines: string[] = []
  for (let row = -quiet; row < size + quiet; row += 2) {
    let line = ''
    for (let column = -quiet; column < size + quiet; column++)
      line += BLOCKS[Number(at(row, column)) * 2 + Number(at(row + 1, column))]
    lines.push(line)
  }
  return lines.join('\n')
}

// Light modules are drawn, dark ones left out: terminals are mostly dark.
const BLOCKS = ['█', '▀', '▄', ' ']
