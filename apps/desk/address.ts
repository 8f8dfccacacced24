import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { isUuid } from '#platform/base/ids.ts'

const BASE = '/desk'

export interface Address {
  /** The path within the desk: `/`, `/search`, `/households/…`. */
  path: ReadonlySignal<string>
  search: ReadonlySignal<URLSearchParams>
  go(path: string): void
  /** What an enrolment link carries. It leaves the address at once: no history keeps a code. */
  takeEnrolment(): { operationId: string; code: string } | undefined
  filter(changes: Record<string, string>): void
}

/** The browser's address as the one place where a view is kept: it can be sent, found again and gone back to. */
export function openAddress(): Address {
  const href = signal(location.href)
  const see = () => {
    href.value = location.href
  }
  const go = (path: string) => {
    history.pushState(null, '', path)
    see()
    window.scrollTo(0, 0)
  }
  addEventListener('popstate', see)
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented
    if (!link || !isPlain || link.target || link.download || link.origin !== location.origin) return
    if (!isWithin(link.pathname)) return
    event.preventDefault()
    go(link.pathname + link.search)
  })
  return {
    path: computed(() => new URL(href.value).pathname.slice(BASE.length).replace(/\/$/, '') || '/'),
    search: computed(() => new URL(href.value).searchParams),
    go,
    takeEnrolment() {
      const [, operationId = '', code = ''] = /^#enrol=([0-9a-f-]{36})\.([0-9A-Za-z-]{1,40})$/.exec(location.hash) ?? []
      if (location.hash.startsWith('#enrol=')) history.replaceState(null, '', location.pathname + location.search)
      see()
      return code && isUuid(operationId) ? { operationId, code } : undefined
    },
    filter(changes) {
      const url = new URL(location.href)
      for (const [name, value] of Object.entries(changes))
        value ? url.searchParams.set(name, value) : url.searchParams.delete(name)
      history.replaceState(null, '', url)
      see()
    },
  }
}

/** Posters are papers the server writes; everything else under the desk is a view of it. */
const isWithin = (path: string) => (path === BASE || path.startsWith(`${BASE}/`)) && !path.endsWith('/poster')
