"""Tables of access: who there is, what they may do where, and how they are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database.table import Table, UtcDateTime


class Organisation(Table):
    """A department or unit that people act for."""

    __tablename__ = "organisations"
    __table_args__ = (
        Index(None, "division"),
        {"comment": "Departments and units that users act for and that own channels"},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(128), unique=True)
    division: Mapped[str] = mapped_column(String(8), comment='Division it belongs to; "" is above all')
    parent_id: Mapped[str | None] = mapped_column(
        ForeignKey("organisations.id"), comment="Empty for one that reports to none here"
    )
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class User(Table):
    """A person who signs in."""

    __tablename__ = "users"
    __table_args__ = {"comment": "People who sign in"}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True, comment="Account name, lower case")
    display_name: Mapped[str] = mapped_column(String(64), comment="Name as shown and as in the watermark")
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(255), comment="argon2id with its own salt and parameters")
    must_change_password: Mapped[bool] = mapped_column(
        Boolean, comment="Nothing else is possible before the password is changed"
    )
    enabled: Mapped[bool] = mapped_column(Boolean)
    failures: Mapped[int] = mapped_column(default=0, comment="Wrong passwords in a row")
    locked_until_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Empty while the account is not locked"
    )
    last_sign_in_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty before the first sign-in")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class Role(Table):
    """A named set of permissions."""

    __tablename__ = "roles"
    __table_args__ = {"comment": "Named sets of permissions"}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="Of a built-in role its fixed name")
    zh: Mapped[str] = mapped_column(String(64), unique=True, comment="Name in Chinese")
    en: Mapped[str] = mapped_column(String(64), comment="Name in English")
    permissions: Mapped[str] = mapped_column(Text, comment="Names of permissions separated by spaces")
    built_in: Mapped[bool] = mapped_column(Boolean, comment="Built-in roles follow the program and cannot be edited")


class UserRole(Table):
    """A role given to a user over one subtree of divisions."""

    __tablename__ = "user_roles"
    __table_args__ = {"comment": "Which role a user holds in which subtree of divisions"}  # noqa: RUF012

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[str] = mapped_column(ForeignKey("roles.id"), primary_key=True)
    division: Mapped[str] = mapped_column(String(8), primary_key=True, comment='Root of the subtree; "" is everything')


class TemporaryGrant(Table):
    """A permission on single things, given for a while and for what it is given for."""

    __tablename__ = "temporary_grants"
    __table_args__ = (
        Index(None, "user_id", "ended_utc"),
        Index(None, "source"),
        {"comment": "Permissions on single things, given for a while; each ends with its source or its time"},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    permission: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16), comment="Kind of the things, as in the audit log")
    things: Mapped[list[str]] = mapped_column(JSON, comment="Ids of the things")
    purpose: Mapped[str] = mapped_column(String(32), comment="The only purpose it holds for; empty text for any")
    source: Mapped[str] = mapped_column(String(64), comment="What it was given for, such as incident:<id>")
    given_by: Mapped[str] = mapped_column(String(64), comment="Id of who gave it")
    given_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Holds no longer from then on")
    ended_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty unless ended before its time")


class Session(Table):
    """One signed-in browser."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index(None, "expires_utc"),
        {"comment": "Signed-in browsers; the cookie's token is kept only as a hash"},
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256 of the random 256-bit token")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Last request, to the minute")
    expires_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Ends then whatever happens")
    remote_host: Mapped[str] = mapped_column(String(64), comment="Address of the sign-in")


class ApiToken(Table):
    """A token by which a program acts for a user."""

    __tablename__ = "api_tokens"
    __table_args__ = {"comment": "Tokens by which programs act for a user, with no more than the user's own rights"}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 of the random 256-bit token")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64), comment="What it is for")
    permissions: Mapped[str] = mapped_column(Text, comment="Names of permissions separated by spaces")
    division: Mapped[str] = mapped_column(String(8), comment='Root it is confined to; "" is all the user has')
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    used_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Last use, to the minute; empty before the first"
    )
