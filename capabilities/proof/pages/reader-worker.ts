import { prepareZXingModule } from 'zxing-wasm/reader'
import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { readPixels } from './read-pixels.ts'

// WebAssembly needs a content policy that allows it. This worker is served with one of its own, so that no page needs it.
prepareZXingModule({ overrides: { locateFile: () => wasmAddress } })

self.onmessage = async ({ data }: MessageEvent<{ id: number; picture: ImageData }>) => {
  try {
    self.postMessage({ id: data.id, text: await readPixels(data.picture) })
  } catch {
    self.postMessage({ id: data.id, failed: true }) // the reader could not be loaded here
  }
}
