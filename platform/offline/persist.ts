/** Asks the browser not to clear what this app keeps; false where it does not promise that, and the page says so. */
export async function askToKeep(): Promise<boolean> {
  const { storage } = navigator
  if (!storage?.persist) return false
  return (await storage.persisted()) || (await storage.persist())
}
