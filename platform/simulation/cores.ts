/** A part of an engine in WebAssembly: `core/` compiled. It holds one run at a time, in memory of its own. */
type Core = { exports: { memory: WebAssembly.Memory } }

/**
 * Compiles a core at its first run in a thread, and hands its memory from one run to the next: of new memory each page has to be found and
 * emptied. Where a run is under way another has a core of its own.
 */
export function keepingCores<Of extends Core>(base64: string, create: (module: WebAssembly.Module) => Of) {
  let compiled: WebAssembly.Module | undefined
  let kept: Of | undefined
  return {
    take(): Of {
      compiled ??= new WebAssembly.Module(bytesOf(base64))
      const core = kept ?? create(compiled)
      kept = undefined
      return core
    },
    /** After a run, and after nothing else: a run that ended with an error leaves its core to nobody. Much memory is given back. */
    keepForNext(core: Of): void {
      if (core.exports.memory.buffer.byteLength <= KEPT_BYTES) kept = core
    },
  }
}

export function throwNoMemory(): never {
  throw new Error('memory: this machine has none left for the run; shorten days, or run fewer worlds at once')
}

export function throwNoRoute(node: number, kind: number): never {
  throw new Error(`nodes[${node}].routes[${kind}]: a unit of this kind came, and there is no route for it`)
}

/** So many numbers of a core's memory, as they are now. */
export const realsAt = ({ memory }: Core['exports'], at: number, count: number) =>
  new Float64Array(memory.buffer, at, count)

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

const KEPT_BYTES = 1 << 27
