"""Administrative divisions, and what the base map is drawn from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.capabilities.directory.models.columns import digits, json_document
from anlan.foundation.database import Table


class Division(Table):
    """A division this platform knows by name (GB/T 2260, plus locally numbered grass-roots units)."""

    __tablename__ = "divisions"
    __table_args__ = ({"comment": "Administrative divisions, loaded as data or noted when a peer first names one."},)

    code: Mapped[str] = mapped_column(
        digits(8), primary_key=True, comment="2, 4, 6 or 8 digits without trailing 00 pairs"
    )
    name: Mapped[str] = mapped_column(String(128), comment="As it is called; the code itself until somebody names it")
    pinyin: Mapped[str] = mapped_column(String(255), comment="Full pinyin of the name, without tones")
    initials: Mapped[str] = mapped_column(String(128), comment="Pinyin initials of the name")
    named_by: Mapped[str] = mapped_column(
        digits(),
        default="",
        comment="Peer by whose catalog alone it is known, the last that named it; an empty string for those loaded or recorded here",
    )
    longitude: Mapped[float | None] = mapped_column(
        comment="WGS-84 degrees of a point to show it at; empty where not known"
    )
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    has_boundary: Mapped[bool] = mapped_column(default=False, comment="Whether a boundary was loaded")
    boundary: Mapped[dict[str, Any] | None] = mapped_column(
        json_document, comment="GeoJSON Polygon or MultiPolygon in WGS-84; empty where none was loaded"
    )


class MapFeature(Table):
    """A line or point of the base map."""

    __tablename__ = "map_features"
    __table_args__ = (
        Index("ix_map_features_kind", "kind"),
        {"comment": "Roads, water and place names of the base map, so that it is drawn without a tile service."},
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True, comment="Id of the source data")
    kind: Mapped[str] = mapped_column(String(16), comment="road, water or place")
    name: Mapped[str] = mapped_column(String(128), comment="Name; an empty string where it has none")
    division: Mapped[str] = mapped_column(digits(8), comment="Division it lies in; an empty string for the whole area")
    geometry: Mapped[dict[str, Any]] = mapped_column(json_document, comment="GeoJSON geometry in WGS-84")
    properties: Mapped[dict[str, Any]] = mapped_column(
        json_document, comment="Further facts for drawing, such as the class of a road"
    )
