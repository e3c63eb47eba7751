"""Whether one can speak through a camera: the directory knows its loudspeakers; nothing here sends sound yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anlan.capabilities.alarms.ports import TalkDownOffer
from anlan.capabilities.directory.service import DirectoryService
from anlan.protocols.wording import Sentence

NO_OUTPUT: Final = Sentence("该摄像机无语音输出通道", "this camera has no audio output")
# Voice broadcast (GB/T 28181-2022 §9.12) is spoken by no gateway of ours.
NO_GATEWAY: Final = Sentence("平台暂不支持语音喊话", "this platform cannot send voice yet")


class DirectoryTalkDown:
    """``TalkDown`` of the alarm centre."""

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    async def offers(self, cameras: Sequence[str]) -> Mapping[str, TalkDownOffer]:
        """Each camera's loudspeaker, and why nobody can speak through it."""
        outputs = await self._directory.audio_outputs(cameras)
        return {
            camera: TalkDownOffer(outputs.get(camera, ""), NO_GATEWAY if camera in outputs else NO_OUTPUT)
            for camera in cameras
        }
