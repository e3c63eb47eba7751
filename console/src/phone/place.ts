export type Place = { longitude: number; latitude: number }

const KEPT = 'anlan.phone.place'

/** Whether the person agreed to tell where the phone is: null before anybody was asked. */
export function consent(): boolean | null {
  const kept = localStorage.getItem(KEPT)
  return kept === null ? null : kept === 'yes'
}

export function setConsent(given: boolean): void {
  localStorage.setItem(KEPT, given ? 'yes' : 'no')
}

/** Whether this browser can tell at all: only pages over HTTPS may ask. */
export const canTell = (): boolean => isSecureContext && 'geolocation' in navigator

/** Where the phone is, if that was agreed to and is known within the time: help must not wait for it. */
export function whereabouts(withinMs: number): Promise<Place | null> {
  if (consent() !== true || !canTell()) return Promise.resolve(null)
  return new Promise((done) => {
    const late = setTimeout(() => done(null), withinMs)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(late)
        done({ longitude: coords.longitude, latitude: coords.latitude })
      },
      () => {
        clearTimeout(late)
        done(null)
      },
      { enableHighAccuracy: true, maximumAge: 60_000, timeout: withinMs },
    )
  })
}
