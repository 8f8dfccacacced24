/** Hands a file to the browser's downloads; nothing of it stays in the page. */
export function saveFile(fileName: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  document.body.append(link)
  link.click()
  link.remove()
  // The download has its own copy by then; a page that closes lets go of it as well.
  addEventListener('pagehide', () => URL.revokeObjectURL(address), { once: true })
}
