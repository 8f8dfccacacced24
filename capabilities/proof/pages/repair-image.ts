/** A picture in shades of grey, one byte a pixel, row by row. */
export type GreyImage = { width: number; height: number; pixels: Uint8Array }

/** Shades of grey of a coloured picture (weights of ITU-R BT.601). */
export function greyOf({ width, height, data }: Pick<ImageData, 'width' | 'height' | 'data'>): GreyImage {
  const pixels = new Uint8Array(width * height)
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = (data[at * 4]! * 77 + data[at * 4 + 1]! * 150 + data[at * 4 + 2]! * 29) >> 8
  }
  return { width, height, pixels }
}

/** Each pixel takes the darkest of its neighbours: closes scratches and gaps of a worn print. */
export const eroded = (image: GreyImage): GreyImage => neighbours(image, Math.min, (darkest) => darkest)

/** Each pixel takes the mean of its neighbours: calms the grain of a dark room and the ripple of a screen. */
export const blurred = (image: GreyImage): GreyImage =>
  neighbours(
    image,
    (sum, next) => sum + next,
    (sum) => sum / 9,
  )

/** The grey picture in the form readers take. */
export function colouredOf({ width, height, pixels }: GreyImage): {
  width: number
  height: number
  data: Uint8ClampedArray<ArrayBuffer>
} {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < pixels.length; at++)
    data.fill(pixels[at]!, at * 4, at * 4 + 3).fill(255, at * 4 + 3, at * 4 + 4)
  return { width, height, data }
}

/** Folds the 3 × 3 pixels around each; at the edge the picture is continued by its own last pixels. */
function neighbours(
  { width, height, pixels }: GreyImage,
  fold: (a: number, b: number) => number,
  done: (a: number) => number,
) {
  const across = new Float32Array(pixels.length)
  const result = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = y * width
      const [left, right] = [pixels[row + Math.max(x - 1, 0)]!, pixels[row + Math.min(x + 1, width - 1)]!]
      across[row + x] = fold(fold(left, pixels[row + x]!), right)
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [above, below] = [across[Math.max(y - 1, 0) * width + x]!, across[Math.min(y + 1, height - 1) * width + x]!]
      result[y * width + x] = done(fold(fold(above, across[y * width + x]!), below))
    }
  }
  return { width, height, pixels: result }
}
