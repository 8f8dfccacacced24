/**
 * Our own line icons on a 24 grid, as path data, so that pages (Icon.tsx) and the server (`iconSvg`) draw the same ones.
 * Concrete things only, always beside a word.
 */
export const icons = {
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5.5 5 12.5 0 18c-5-5.5-5-12.5 0-18',
  'no-signal': 'M4 4l16 16M7.5 18H17M19.8 16.500a4 4 0 0 0-3.3-6.3 6 6 0 0 0-6.5-4.100M7.2 8.500A4.8 4.8 0 0 0 7.5 18',
  signal: 'M7.5 18a4.8 4.8 0 0 1-.2-9.5 6 6 0 0 1 11.2 2A4 4 0 0 1 17.5 18z',
  speaker: 'M4 9.500v5h3.500L12 18.500v-13L7.5 9.500zM15.5 9.500a3.5 3.5 0 0 1 0 5M18 7a7 7 0 0 1 0 10',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  send: 'M4 5l17 7-17 7 3-7zM7 12h7',
  list: 'M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01',
  check: 'M4.5 12.500l5 5 10-11',
  close: 'M6 6l12 12M18 6L6 18',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  warning: 'M12 3.500L22 20.500H2zM12 10v5M12 17.800h.01',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.500M12 7.500h.01',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  lock: 'M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3M12 14.500v2',
  key: 'M8 10.500a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11.5 11.500L20 3M16 7l3 3',
  door: 'M5 21V11a7 7 0 0 1 14 0v10M3 21h18M14.5 14v1.5',
  adult: 'M12 2.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM5 21v-2.500a7 7 0 0 1 14 0V21z',
  child: 'M12 6a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM7 21v-1.500a5 5 0 0 1 10 0V21z',
  baby: 'M12 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM7 12.500h10v4a5 5 0 0 1-10 0zM7 15c4 .5 7-.5 10-2.5',
  family:
    'M8.5 3.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM2.5 20v-2.500a6 6 0 0 1 11-3.300M2.5 20h10M17.5 10a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.400zM13 20v-.500a4.5 4.5 0 0 1 9 0V20z',
  find: 'M9 3.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 20v-2a6 6 0 0 1 7-5.900M15.5 12a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM18 18l3 3',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.500L21 21',
  phone: 'M7 2.500h10v19H7zM11 18.500h2',
  card: 'M3 5h18v14H3zM6.5 9h4v4h-4zM14 9h4M14 12.500h4M6.5 16h11.5',
  qr: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8h3v3H8zM13.5 8H16M8 13.500V16M13 13h3v3M13 16v.01',
  save: 'M12 4v12M7 11.500l5 5 5-5M4 20.500h16',
  print: 'M7 9V3.500h10V9M7 17H4V9h16v8h-3M7 14h10v6.500H7z',
  eye: 'M2 12c5-7.5 15-7.5 20 0c-5 7.5-15 7.5-20 0zM12 9.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  pen: 'M4 20l1-5L16 4l4 4L9 19zM13.5 6.500l4 4',
  bin: 'M4 7h16M9 7V4h6v3M6 7l1 13.500h10L18 7M10 11v6M14 11v6',
  message: 'M4 5h16v12h-8l-4 4v-4H4z',
  bell: 'M6 17v-6a6 6 0 0 1 12 0v6M4 17h16M10 20.500h4',
  health: 'M9.5 4h5v5.500H20v5h-5.500V20h-5v-5.500H4v-5h5.500z',
  water: 'M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11z',
  heat: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4',
  bed: 'M3 6v13M3 16h18v3M21 16v-3a3 3 0 0 0-3-3h-7v6M7 10.500a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
  bus: 'M4 5h16v12H4zM4 11h16M8 17v2.500M16 17v2.500M7.5 14h.01M16.5 14h.01',
  chart: 'M4 4v16h16M8 16v-4M12 16V8M16 16v-6',
  paper: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  home: 'M3.5 11L12 4l8.5 7M6 9.500V20h12V9.500M10 20v-5h4v5',
  sort: 'M8 4v16M4.5 16.500L8 20l3.5-3.500M16 20V4M12.5 7.500L16 4l3.5 3.5',
  double: 'M7 4v3a5 5 0 0 0 10 0V4M7 20v-3a5 5 0 0 1 10 0v3M5 4h4M15 4h4M5 20h4M15 20h4',
  camera: 'M3 7h4l2-3h6l2 3h4v13H3zM12 9.500a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.400z',
  pause: 'M8.5 5v14M15.5 5v14',
  undo: 'M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H9',
} as const

/** The name of one of our icons. */
export type IconName = keyof typeof icons

/** Icons that show a way to go, and so turn round where people read from right to left. */
export const mirrored: ReadonlySet<string> = new Set<IconName>(['back', 'next', 'send', 'list', 'leave', 'undo'])

/** The doorway, 24 × 28: an arch with lamp light inside. */
export const mark = { outer: 'M1 27V12a11 11 0 0 1 22 0v15z', inner: 'M6.5 27V13a5.5 5.5 0 0 1 11 0v14z' } as const

/** Classes of an icon's SVG element. */
export function iconClass(name: IconName, size?: 'big' | 'small'): string {
  return `icon${size ? ` icon-${size}` : ''}${mirrored.has(name) ? ' icon-mirrors' : ''}`
}

/** The icon as markup, for pages written by the server. Hidden from speech: the word stands beside it. */
export function iconSvg(name: IconName, size?: 'big' | 'small'): string {
  return `<svg class="${iconClass(name, size)}" viewBox="0 0 24 24" aria-hidden="true"><path d="${icons[name]}"/></svg>`
}

/** The mark as markup, for pages written by the server. */
export function markSvg(): string {
  return `<svg class="mark" viewBox="0 0 24 28" aria-hidden="true"><path d="${mark.outer}"/><path class="lit" d="${mark.inner}"/></svg>`
}
