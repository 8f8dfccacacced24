import type { Direction } from './lines.ts'

/** Words of one language, and the way they are read. */
export type Words = { text: string; language: string; direction: Direction }

export type Style = 'title' | 'subtitle' | 'heading' | 'text' | 'label' | 'value' | 'small' | 'code' | 'stamp'

/** A drawing in millimetres, black on white, and what it is for whoever cannot see it. */
export type Figure = {
  widthMm: number
  heightMm: number
  alt: Words
  paths: { d: string; x: number; y: number; scale: number; strokeMm?: number }[]
  /** Under it, large: what can be read aloud of it. */
  code?: string
}

/** What stands on a paper to be compared: its label in each language, the value once, and what the value means. */
export type Field = { labels: Words[]; value: Words; meaning: Words[] }

/** Paragraphs of each language, one column for each. */
type Columns = { style: 'heading' | 'text' | 'small'; words: Words }[][]

export type Block =
  | { kind: 'words'; style: Style; words: Words; above?: number }
  /** The same in each language, side by side, every paragraph beside its counterpart. */
  | { kind: 'columns'; columns: Columns }
  /** A figure beside them, and under them what is to be known of it. */
  | { kind: 'fields'; fields: Field[]; notes: Columns; figure?: Figure }
  /** A line to sign on by hand. */
  | { kind: 'signature'; labels: Words[] }

/** A paper in one or more languages, ready to be drawn. */
export type Sheet = {
  /** In the title of the document, which stands in lists of files: names nobody. */
  title: string
  /** Of the document; each block says its own. */
  language: string
  /** Above all, beside the mark: who issued it. */
  head?: Words
  /** White on black across the top of every page. */
  stamp?: Words[]
  blocks: Block[]
  /** Under every page, before its number. */
  foot: Words
}
