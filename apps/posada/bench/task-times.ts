import type { Browser, Page } from 'playwright-core'

/** The longest of what a page's own thread did, in ms: of its processor, and by the clock, which also counts waiting for a core. */
export type LongestTask = { cpuMs: number; clockMs: number; tasks: number }

/** Watches the tasks of a page's own thread until told to stop. A browser can watch one page at a time. */
export async function watchTasks(browser: Browser, page: Page): Promise<() => Promise<LongestTask>> {
  await browser.startTracing(page, { categories: ['toplevel'] })
  return async () => {
    // A task is written down when it has ended, and the answer to whoever asked for it may come before.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)))
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
    const threadOf = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`
    const pages = new Set(
      traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
    )
    const tasks = traceEvents.filter(
      ({ name, ...event }) => name.endsWith('RunTask') && pages.has(threadOf({ name, ...event })),
    )
    const longest = (field: 'tdur' | 'dur') =>
      tasks.reduce((most, event) => Math.max(most, event[field] ?? 0), 0) / 1000
    return { cpuMs: longest('tdur'), clockMs: longest('dur'), tasks: tasks.length }
  }
}

/** In µs: `dur` by the clock, `tdur` of the thread's processor time. */
type TraceEvent = { name: string; pid: number; tid: number; dur?: number; tdur?: number; args?: { name?: string } }
