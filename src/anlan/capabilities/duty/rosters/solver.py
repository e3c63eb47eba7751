"""The solver in a process of its own: neither its minutes of computing nor a fault in it touch the platform.

Run as a program it reads a problem and writes a plan, both JSON. It gives way to everything else on the machine (nice).
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Final

import msgspec
import structlog

from anlan.capabilities.duty.rosters.problem import RosterPlan, RosterProblem
from anlan.foundation.errors import TooMany, Unavailable
from anlan.protocols.wording import Sentence

# Starting, reading and building the model, and the questions about reasons, beside the solver's own limit.
MARGIN_S: Final = 90.0
NICE: Final = 5
log = structlog.get_logger("anlan.duty")


class SolverProcess:
    """``RosterSolver`` by a child process; one roster at a time."""

    def __init__(self) -> None:
        self._busy = False

    async def solve(self, problem: RosterProblem) -> RosterPlan:
        """As the port says. Raises ``TooMany`` while another roster is being made."""
        if self._busy:
            raise TooMany(
                "duty.solver_busy",
                Sentence("正在生成另一份排班表，请稍后再试", "another roster is being made; try again in a moment"),
            )
        self._busy = True
        try:
            return await _solve_apart(problem)
        finally:
            self._busy = False


async def _solve_apart(problem: RosterProblem) -> RosterPlan:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "anlan.capabilities.duty.rosters.solver", stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(problem.time_limit_s + MARGIN_S):
            answer, said = await child.communicate(msgspec.json.encode(problem))
    except TimeoutError:
        raise _failed() from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        log.error("roster_solver_failed", code=child.returncode, said=said.decode(errors="replace")[-2000:])
        raise _failed()
    return msgspec.json.decode(answer, type=RosterPlan)


def _failed() -> Unavailable:
    return Unavailable("duty.solver", Sentence("排班求解程序未能完成", "the roster solver did not finish"))


def main() -> None:
    """The child: problem on standard input, plan on standard output, where nothing else may write."""
    answers = os.dup(1)
    os.dup2(2, 1)
    os.nice(NICE)
    from anlan.capabilities.duty.rosters.highs import solve  # loads the solver, which the platform itself never does

    problem = msgspec.json.decode(sys.stdin.buffer.read(), type=RosterProblem)
    with os.fdopen(answers, "wb") as stream:
        stream.write(msgspec.json.encode(solve(problem)))


if __name__ == "__main__":
    main()
