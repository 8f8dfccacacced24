// A worker of a page in a shell that has an engine and nothing of a browser: put before the worker's own text.
// What it would hash is printed instead, a line each; whoever reads the lines hashes them.
const self = globalThis
globalThis.AbortController = class {
  signal = { aborted: false, throwIfAborted() {}, addEventListener() {}, removeEventListener() {} }
  abort() {
    this.signal.aborted = true
  }
}
globalThis.MessageChannel = class {
  port1 = { onmessage() {} }
  port2 = { postMessage: () => Promise.resolve().then(() => this.port1.onmessage()) }
}
globalThis.crypto = {
  subtle: {
    async digest(_, bytes) {
      let line = ''
      for (const byte of bytes) line += byte.toString(16).padStart(2, '0')
      print(line)
      return new ArrayBuffer(32)
    },
  },
}
// biome-ignore lint/correctness/noUnusedVariables: the line after the worker calls it
function ask(questions) {
  globalThis.postMessage = ({ kind, message }) => {
    if (kind === 'failed') throw new Error(message)
    if (kind === 'hashes') next()
  }
  const next = () => {
    const question = questions.shift()
    if (question) self.onmessage({ data: question })
  }
  next()
}
