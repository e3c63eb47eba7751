"""The columns of the table of channels."""

from __future__ import annotations

from anlan.capabilities.directory.lifecycle import LIFE_CYCLES
from anlan.capabilities.directory.places import division_of_civil_code
from anlan.capabilities.directory.sites import SITE_CATEGORIES
from anlan.foundation.sheets import CellError, Column, SheetShape, read_degrees, read_number, read_one_of, read_text
from anlan.protocols.gbcode import GbCode, GbCodeError
from anlan.protocols.wording import Sentence


def _code(cell: str) -> str:
    try:
        return str(GbCode.parse(cell))
    except GbCodeError as error:
        raise CellError(error.sentence) from None


def _division(cell: str) -> str:
    found = division_of_civil_code(cell)
    if found is None:
        raise CellError(Sentence("应为 2、4、6 或 8 位数字", "2, 4, 6 or 8 digits are expected"))
    return found


COLUMNS: tuple[Column, ...] = (
    Column("code", Sentence("通道编码", "Code"), Sentence("20 位国标编码，必填", "20 digits, required"), _code),
    Column("name", Sentence("名称", "Name"), Sentence("新建时必填", "required for a new channel"), read_text(255)),
    Column("division", Sentence("行政区划", "Division"), Sentence("2、4、6 或 8 位；空则取自编码", "2, 4, 6 or 8 digits; from the code where empty"), _division),
    Column("peer", Sentence("所属设备或平台", "Device or platform"), Sentence("20 位编码；未接入时可空", "20 digits; empty while not joined"), _code),
    Column("life_cycle", Sentence("状态", "Life cycle"), Sentence("规划、在建、已验收、在用、停用、报废；新建时默认规划", "planned where empty"), read_one_of(LIFE_CYCLES)),
    Column("site_category", Sentence("场所类别", "Site category"), Sentence("公共区域、重点单位等", "public area, key protection unit …"), read_one_of(SITE_CATEGORIES)),
    Column("owner_organisation", Sentence("所属单位编号", "Owner organisation id"), Sentence("组织机构编号", "id of an organisation"), read_text(36)),
    Column("manufacturer", Sentence("厂商", "Manufacturer"), Sentence("仅对未接入的通道有效", "only while not joined"), read_text(128)),
    Column("model", Sentence("型号", "Model"), Sentence("仅对未接入的通道有效", "only while not joined"), read_text(128)),
    Column("address", Sentence("安装地址", "Address"), Sentence("", ""), read_text(255)),
    Column("longitude", Sentence("经度", "Longitude"), Sentence("WGS-84，度；与纬度同填", "WGS-84 degrees; with latitude"), read_degrees(180)),
    Column("latitude", Sentence("纬度", "Latitude"), Sentence("WGS-84，度；与经度同填", "WGS-84 degrees; with longitude"), read_degrees(90)),
    Column("ptz_type", Sentence("摄像机类型", "Camera type"), Sentence("1 球机 2 半球 3 固定枪机 4 遥控枪机 …", "PTZType of GB/T 28181"), read_number(0, 99)),
    Column("direction_type", Sentence("监视方位", "Direction"), Sentence("1 东 2 西 3 南 4 北 5 东南 6 东北 7 西南 8 西北", "DirectionType of GB/T 28181"), read_number(0, 8)),
    Column("status", Sentence("在线", "Status"), Sentence("仅导出", "export only")),
    Column("wire_code", Sentence("上报编码", "Code as sent"), Sentence("仅导出", "export only")),
)  # fmt: skip
SHAPE = SheetShape("通道", COLUMNS, "code")
IMPORTED = SHAPE.imported
