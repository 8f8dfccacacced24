import { create } from 'qrcode/lib/core/qrcode.js'

/** A QR symbol: `size` modules a side, row by row, true where it is dark. */
export type QrSymbol = { size: number; version: number; isDark(row: number, column: number): boolean }

/** Empty modules around a symbol, without which readers fail (ISO/IEC 18004). */
export const QUIET_ZONE_MODULES = 4

/** Draws the text at level M, which still reads with 15 % of the symbol dirty or worn; version 10 is the ceiling for cards. */
export function qrSymbol(text: string, versionMax = 10): QrSymbol {
  const code = create(text, { errorCorrectionLevel: 'M' })
  if (code.version > versionMax) throw new Error(`this text needs QR version ${code.version}, more than ${versionMax}`)
  const { size } = code.modules
  return { size, version: code.version, isDark: (row, column) => code.modules.get(row, column) === 1 }
}

/** The dark modules as an SVG path, one unit a module; the quiet zone is left to the drawing. */
export function qrPath({ size, isDark }: QrSymbol): string {
  let path = ''
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let width = 0
      while (column + width < size && isDark(row, column + width)) width++
      if (width > 0) path += `M${column} ${row}h${width}v1h-${width}z`
      column += width
    }
  }
  return path
}
