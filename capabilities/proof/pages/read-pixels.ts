import { readBarcodes } from 'zxing-wasm/reader'
import { blurred, colouredOf, eroded, greyOf } from './repair-image.ts'

type Pixels = Pick<ImageData, 'width' | 'height' | 'data'>

/** The text of the QR in a picture; worn or grainy ones are tried again with their gaps closed, then smoothed. */
export async function readPixels(picture: Pixels): Promise<string | undefined> {
  const plain = await readOnce(picture)
  if (plain !== undefined) return plain
  const grey = greyOf(picture)
  return (await readOnce(colouredOf(eroded(grey)))) ?? readOnce(colouredOf(blurred(grey)))
}

async function readOnce(picture: Pixels): Promise<string | undefined> {
  const found = await readBarcodes(picture as ImageData, {
    formats: ['QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: 1,
  })
  return found.find((code) => code.isValid)?.text
}
