"""Notices with receipts: given out, read, followed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.context import ApiContext, Context
from anlan.api.directory import Body, DivisionQuery
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.patrol_views import Division
from anlan.api.patrols import From, Identity, Manager, Reader, To, routine_of, span
from anlan.api.times import UtcTime
from anlan.capabilities.duty.notices.board import Followed, NoticeDraft
from anlan.capabilities.duty.notices.models import Notice, NoticeReceipt
from anlan.capabilities.duty.notices.recipients import Target
from anlan.capabilities.duty.notices.service import Notices

router = APIRouter(tags=["notices"])


class TargetFields(Body):
    """To whom."""

    kind: Literal["division", "room", "person"]
    id: str = Field(
        min_length=1,
        max_length=32,
        pattern=r"^[0-9A-Za-z]+$",
        description="Code of the division, id of the room or user",
    )


class NoticeFields(Body):
    """A notice as written."""

    division: Division
    title: str = Field(min_length=1, max_length=128, pattern=r"\S")
    text: str = Field(min_length=1, max_length=10_000, pattern=r"\S")
    targets: list[TargetFields] = Field(min_length=1, max_length=200)
    urgent: bool = False
    read_by_utc: UtcTime | None = Field(default=None, description="Must be read by then; null for no such time")
    remind_hours: int = Field(default=0, ge=0, le=168, description="Hours between reminders; 0 none")


class NamedTarget(BaseModel):
    """To whom it went, as given."""

    kind: str
    id: str
    name: str


class NoticeView(BaseModel):
    """A notice."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    division: str
    title: str
    text: str
    urgent: bool
    read_by_utc: UtcTime | None
    remind_hours: int
    published_by_name: str
    published_utc: UtcTime


class ReceivedNotice(NoticeView):
    """A notice that went to the reader."""

    read_utc: UtcTime | None = Field(description="Null until confirmed as read")
    reminders: int


class Inbox(Page[ReceivedNotice]):
    """What went to the reader."""

    unread: int = Field(description="Of all of them")


class FollowedNotice(NoticeView):
    """A notice with what became of it."""

    targets: list[NamedTarget]
    recipients: int
    read: int
    in_time: int = Field(description="Read by the time asked for; where none was, all that read it")
    withdrawn_utc: UtcTime | None = Field(description="Null while it stands")
    withdrawn_by_name: str


class ReceiptView(BaseModel):
    """One recipient."""

    model_config = ConfigDict(from_attributes=True)

    user: str
    user_name: str
    organisation: str
    division: str
    read_utc: UtcTime | None = Field(description="Null until confirmed as read")
    reminders: int
    reminded_utc: UtcTime | None = Field(description="Null before the first reminder")


class Reminded(BaseModel):
    """How many were reminded."""

    people: int


class Recipient(BaseModel):
    """Somebody who can be written to."""

    model_config = ConfigDict(from_attributes=True)

    user: str
    name: str
    organisation: str
    division: str


class Recipients(BaseModel):
    """People who can be written to."""

    items: list[Recipient]


class ReadCountsView(BaseModel):
    """Receipts of a span."""

    model_config = ConfigDict(from_attributes=True)

    received: int
    read: int
    in_time: int
    reminders: int
    mean_s: int | None = Field(description="From giving out to reading; null where nothing was read")


class PersonCounts(ReadCountsView):
    """Receipts of one person."""

    id: str
    name: str


class NoticeFiguresView(BaseModel):
    """Figures of notices; those withdrawn are left out."""

    notices: int
    total: ReadCountsView
    people: list[PersonCounts]


def _notices(context: ApiContext) -> Notices:
    return routine_of(context).notices


@router.get("/notices/inbox", summary="Notices that went to oneself")
async def read_inbox(
    actor: Reader,
    context: Context,
    unread: Annotated[bool, Query(description="Only those not confirmed as read")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Inbox:
    """Newest first; withdrawn ones are left out."""
    after = decode_cursor(cursor, str)
    rows, waiting = await _notices(context).board.inbox(actor, after[0] if after else None, limit, unread=unread)
    following = encode_cursor([rows[-1][0].id]) if len(rows) == limit else None
    return Inbox(items=[_received(*row) for row in rows], next_cursor=following, unread=waiting)


@router.post("/notices/{notice}/read", summary="Confirm as read")
async def confirm_read(actor: Reader, context: Context, notice: Identity) -> ReceiptView:
    """The first time stands."""
    return ReceiptView.model_validate(await _notices(context).board.read(actor, notice))


@router.get("/notices/recipients", summary="People who can be written to")
async def list_recipients(
    actor: Manager,
    context: Context,
    q: Annotated[str, Query(max_length=64, description="Part of a name")] = "",
    limit: Limit = 50,
) -> Recipients:
    """Within what one manages, by account name."""
    found = await _notices(context).recipients.selectable(actor, q, limit)
    return Recipients(items=[Recipient.model_validate(each) for each in found])


@router.get("/notices/figures", summary="Figures of notices")
async def notice_figures(
    actor: Manager, context: Context, since: From = None, to: To = None, division: DivisionQuery = ""
) -> NoticeFiguresView:
    """How many were read, in time, how soon; in all and by person."""
    first, last = span(context, since, to)
    found = await _notices(context).counting.figures(actor, first, last, division)
    return NoticeFiguresView(
        notices=found.notices,
        total=ReadCountsView.model_validate(found.total),
        people=[PersonCounts(id=key, name=name, **asdict(counts)) for key, name, counts in found.by_person],
    )


@router.get("/notices", summary="Notices that one may follow")
async def list_notices(
    actor: Manager, context: Context, division: DivisionQuery = "", cursor: Cursor = None, limit: Limit = 50
) -> Page[FollowedNotice]:
    """Newest first, with how many have read them."""
    after = decode_cursor(cursor, str)
    rows, total = await _notices(context).board.page(actor, division, after[0] if after else None, limit)
    following = encode_cursor([rows[-1].notice.id]) if len(rows) == limit else None
    return Page(items=[_followed(row) for row in rows], next_cursor=following, total=total)


@router.post("/notices", status_code=201, summary="Give a notice out")
async def publish_notice(actor: Manager, context: Context, body: NoticeFields) -> FollowedNotice:
    """Who it goes to is settled now. It is never changed; a wrong one is withdrawn."""
    targets = tuple(Target(each.kind, each.id) for each in body.targets)
    draft = NoticeDraft(
        body.division, body.title, body.text, targets, body.urgent, body.read_by_utc, body.remind_hours
    )  # fmt: skip
    return _followed(Followed(await _notices(context).board.publish(actor, draft), 0, 0))


@router.get("/notices/{notice}", summary="A notice that one may follow")
async def read_notice(actor: Manager, context: Context, notice: Identity) -> FollowedNotice:
    """With how many have read it."""
    return _followed(await _notices(context).board.get(actor, notice))


@router.get("/notices/{notice}/receipts", summary="Who has read it and who has not")
async def list_receipts(
    actor: Manager,
    context: Context,
    notice: Identity,
    unread: Annotated[bool, Query(description="Only those who have not")] = False,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[ReceiptView]:
    """By name."""
    after = decode_cursor(cursor, str, str)
    key = (after[0], after[1]) if after else None
    rows, total = await _notices(context).board.receipts(actor, notice, key, limit, unread=unread)
    following = encode_cursor([rows[-1].user_name, rows[-1].user]) if len(rows) == limit else None
    return Page(items=[ReceiptView.model_validate(row) for row in rows], next_cursor=following, total=total)


@router.post("/notices/{notice}/remind", summary="Remind those who have not read it")
async def remind(actor: Manager, context: Context, notice: Identity) -> Reminded:
    """409 for a withdrawn one."""
    return Reminded(people=await _notices(context).board.remind(actor, notice))


@router.post("/notices/{notice}/withdraw", status_code=204, summary="Withdraw a notice")
async def withdraw(actor: Manager, context: Context, notice: Identity) -> None:
    """It stays on record with its receipts; nobody is shown it any more."""
    await _notices(context).board.withdraw(actor, notice)


def _received(notice: Notice, receipt: NoticeReceipt) -> ReceivedNotice:
    shown = NoticeView.model_validate(notice).model_dump()
    return ReceivedNotice(**shown, read_utc=receipt.read_utc, reminders=receipt.reminders)


def _followed(row: Followed) -> FollowedNotice:
    notice = row.notice
    return FollowedNotice(
        **NoticeView.model_validate(notice).model_dump(),
        targets=[NamedTarget(**each) for each in notice.targets],
        recipients=notice.recipients,
        read=row.read,
        in_time=row.in_time,
        withdrawn_utc=notice.withdrawn_utc,
        withdrawn_by_name=notice.withdrawn_by_name,
    )
