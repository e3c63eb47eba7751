"""What live viewing tells: kinds of events and their facts."""

from __future__ import annotations

# {id, channel, step, outcome}: an attempt took a step.
ATTEMPT = "live.attempt"
# {stream, channel, state, viewers}: a stream started, ended, or is looked at by more or fewer.
STREAM = "live.stream"

# Who may look may also be told that pictures come and go there; the trace itself is read over the API.
PERMISSION = "live.view"
