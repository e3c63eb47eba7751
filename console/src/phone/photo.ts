/** The platform takes no more. */
export const MOST_BYTES = 1_048_576
const LONGEST_PX = 1_600
const QUALITIES = [0.85, 0.7, 0.55, 0.4]

/** The picture made small enough to be sent over a village's network, as JPEG. Throws where the browser cannot read it. */
export async function scaled(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const share = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * share)
    canvas.height = Math.round(picture.height * share)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    for (const quality of QUALITIES) {
      const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
      if (made && made.size <= MOST_BYTES) return made
    }
    throw new Error('too large')
  } finally {
    picture.close()
  }
}
