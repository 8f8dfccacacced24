/**
 * A browser that goes back may take the page out of its memory as it was left: with names that were open, and codes and
 * names that were typed, before whoever presses the button now. Such a page starts anew instead.
 */
export function startAnewWhenComingBack(): void {
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    document.documentElement.hidden = true
    location.reload()
  })
}
