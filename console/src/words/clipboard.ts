/** Puts a text into the clipboard. Browsers give pages over plain HTTP, as inside many networks, no clipboard but by the old way. */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) await navigator.clipboard.writeText(text)
  else copyBySelection(text)
}

function copyBySelection(text: string): void {
  const field = document.createElement('textarea')
  field.value = text
  field.style.cssText = 'position:fixed;opacity:0'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
