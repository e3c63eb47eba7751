"""The plainest page that plays what the core sends: one video element, one MediaSource, every event counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page
from tests.patience import PATIENCE_S

from anlan.media import Core
from anlan.media.tokens import mint_viewer_token

from .viewing import KEY, claims

_HTML = "<!doctype html><meta charset=utf-8><title>viewer</title><video muted autoplay></video>"
_PLAY = """([port, token]) => {
  const video = document.querySelector('video');
  const seen = window.seen = {texts: [], segments: 0, waits: 0, faults: []};
  const source = new MediaSource();
  const queue = [];
  let buffer = null;
  const pump = () => {
    if (!buffer || buffer.updating || queue.length === 0) return;
    const next = queue.shift();
    try {
      if (next.mime) buffer.changeType(next.mime);
      buffer.appendBuffer(next.bytes);
    } catch (fault) { seen.faults.push(String(fault)); }
  };
  let mime = '';
  video.addEventListener('waiting', () => { seen.waits += 1; });
  video.addEventListener('error', () => { seen.faults.push(video.error.message); });
  source.addEventListener('sourceopen', () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/view`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(token);
    socket.onmessage = ({data}) => {
      if (typeof data === 'string') {
        const text = JSON.parse(data);
        seen.texts.push(text);
        if (text.type !== 'ready') return;
        if (!buffer) {
          buffer = source.addSourceBuffer(text.mime);
          buffer.addEventListener('updateend', () => {
            const ranges = video.buffered;
            if (ranges.length && video.currentTime < ranges.start(0)) video.currentTime = ranges.start(0);
            pump();
          });
        } else if (text.mime !== mime) queue.push({mime: text.mime, bytes: new ArrayBuffer(0)});
        mime = text.mime;
        return;
      }
      const isSegment = new TextDecoder().decode(data.slice(4, 8)) === 'moof';
      seen.segments += isSegment;
      queue.push({bytes: data});
      pump();
    };
  });
  video.src = URL.createObjectURL(source);
}"""
_LOOK = """() => {
  const video = document.querySelector('video');
  const ranges = [];
  for (let i = 0; i < video.buffered.length; i += 1) ranges.push([video.buffered.start(i), video.buffered.end(i)]);
  const {totalVideoFrames: frames, droppedVideoFrames: dropped} = video.getVideoPlaybackQuality();
  return {...window.seen, ranges, frames, dropped, time: video.currentTime, ready: video.readyState, width: video.videoWidth};
}"""


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n{_HTML}".encode())
    writer.close()


@asynccontextmanager
async def page_address() -> AsyncIterator[str]:
    """Address of the page: of the listener's host, as the console's is, and really served, or the browser lets it call nobody."""
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


class BrowserViewer:
    """A page that looks at one stream."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def open(self, address: str, core: Core, stream: str) -> None:
        await self._page.goto(address)
        await self._page.evaluate(_PLAY, [core.viewer_port, mint_viewer_token(claims(stream), KEY)])

    async def look(self) -> dict[str, Any]:
        state: dict[str, Any] = await self._page.evaluate(_LOOK)
        return state

    async def until(self, condition: str) -> dict[str, Any]:
        """The page's state once ``condition``, JavaScript over ``video`` and ``seen``, holds."""
        await self._page.wait_for_function(
            f"() => {{ const video = document.querySelector('video'), seen = window.seen; return {condition}; }}",
            timeout=PATIENCE_S * 1000,
        )
        return await self.look()


def told(state: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [text for text in state["texts"] if text["type"] == kind]
