import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface Props {
  title: string
  onClose: () => void
  closeWord: string
  children: ComponentChildren
}

/** A sheet over the page; the browser keeps focus inside and closes it on Escape. */
export function Sheet({ title, onClose, closeWord, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal()
  }, [])
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={title}>
      <div class="stack">
        <h2>{title}</h2>
        {children}
        <button type="button" class="button wide" onClick={() => dialog.current?.close()}>
          {closeWord}
        </button>
      </div>
    </dialog>
  )
}
