// Chinese words of the duty room.
export const duty = {
  no_rooms: '尚未设置值班室',
}
