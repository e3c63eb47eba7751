// A picture for the player: ffmpeg's test card as fragmented MP4, spoken over a WebSocket as the media core does.

import { type ChildProcess, spawn } from 'node:child_process'

import type { WebSocket } from 'ws'

import { channelByCode } from './city.ts'

const FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'
const MIME = 'video/mp4; codecs="avc1.42C01E"'

class Stream {
  private readonly process: ChildProcess
  private rest = Buffer.alloc(0)
  private init: Buffer[] = []
  private isInitDone = false
  private fragment: Buffer[] = []
  private isKey = false
  private gop: Buffer[] = []
  readonly viewers = new Set<WebSocket>()

  constructor(code: string, private readonly over: () => void) {
    const name = channelByCode.get(code)?.name ?? code
    const hue = Number(code.slice(-4)) % 360
    this.process = spawn('ffmpeg', [
      '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=15,hue=h=${hue},drawtext=fontfile=${FONT}:text='${name}':x=16:y=16:fontsize=22:fontcolor=white:box=1:boxcolor=black@0.5,drawtext=fontfile=${FONT}:text='%{localtime}':x=16:y=320:fontsize=20:fontcolor=white:box=1:boxcolor=black@0.5`,
      '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-g', '15', '-b:v', '500k',
      '-movflags', 'frag_every_frame+empty_moov+default_base_moof', '-f', 'mp4', '-',
    ], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.process.stdout!.on('data', (chunk: Buffer) => this.read(chunk))
    this.process.on('exit', () => {
      for (const viewer of this.viewers) viewer.close()
      this.over()
    })
  }

  join(viewer: WebSocket): void {
    this.viewers.add(viewer)
    const greet = (): void => {
      if (!this.isInitDone) {
        setTimeout(greet, 50)
        return
      }
      viewer.send(JSON.stringify({ type: 'ready', mime: MIME, video_codec: 'h264', audio_codec: '', width: 640, height: 360 }))
      viewer.send(Buffer.concat(this.init))
      for (const part of this.gop) viewer.send(part)
    }
    greet()
    const facts = setInterval(() => viewer.send(JSON.stringify({ type: 'facts', bitrate_kbps: 480 + Math.random() * 60, loss: 0, jitter_ms: 1.4, frame_rate: 15, key_frame_interval_ms: 1000, viewers: this.viewers.size })), 2000)
    viewer.on('close', () => {
      clearInterval(facts)
      this.viewers.delete(viewer)
      if (this.viewers.size === 0) this.process.kill('SIGTERM')
    })
  }

  private read(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    while (this.rest.length >= 8) {
      const size = this.rest.readUInt32BE(0)
      if (this.rest.length < size) return
      this.take(this.rest.toString('latin1', 4, 8), this.rest.subarray(0, size))
      this.rest = this.rest.subarray(size)
    }
  }

  private take(type: string, box: Buffer): void {
    if (!this.isInitDone) {
      if (type === 'ftyp' || type === 'moov') this.init.push(Buffer.from(box))
      this.isInitDone = type === 'moov'
      return
    }
    this.fragment.push(Buffer.from(box))
    // A key frame is far larger than the rest here: enough for a stand-in.
    if (type === 'mdat') {
      this.isKey = box.length > 6000
      const whole = Buffer.concat(this.fragment)
      this.fragment = []
      this.gop = this.isKey ? [whole] : [...this.gop.slice(-60), whole]
      for (const viewer of this.viewers) if (viewer.readyState === 1) viewer.send(whole)
    }
  }
}

const streams = new Map<string, Stream>()

export function view(code: string, viewer: WebSocket): void {
  let stream = streams.get(code)
  if (!stream) {
    stream = new Stream(code, () => streams.delete(code))
    streams.set(code, stream)
  }
  stream.join(viewer)
}

export const watched = (): { code: string; viewers: number }[] => [...streams].map(([code, stream]) => ({ code, viewers: stream.viewers.size }))
