// English words of the duty room.
export const duty = {
  no_rooms: 'No duty room yet',
}
