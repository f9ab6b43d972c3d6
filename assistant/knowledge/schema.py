"""What the knowledge folder may say: the elements of a service item, after the national standard, frozen and strict.

Field names are the English names of the elements of GB/T 39046—2020 as listed in ``docs/elements.md``; each ``title``
is the Chinese term, which the loader uses in error messages and the JSON Schema shows in editors. Unknown keys are
refused. Every sentence that a citizen may read is a :class:`Statement` (or carries ``source`` itself): a text with the
marks of where it comes from. Marks are ``S…`` (an entry of ``knowledge/sources.yaml``) or ``GK-H`` / ``GK-M`` /
``GK-L`` (general knowledge of high, medium, low confidence).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ItemCode = Annotated[str, StringConstraints(pattern=r"^LB-[A-Z]{2,3}-\d{3}$")]
Mark = Annotated[str, StringConstraints(pattern=r"^(S\d{2,3}[a-z]?|P\d{2}|T\d{2}|GK-[HML])$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

ServiceList = Literal["在线联办", "远程快办", "兜底服务"]
Audience = Literal["自然人", "法人"]
Necessity = Literal["必要", "条件", "免交"]
MaterialKind = Literal[
    "原件",  # handed in and kept
    "复印件",  # a copy is handed in
    "原件和复印件",  # the original is looked at, a copy is handed in
    "原件核验",  # the original is looked at and given back
    "填写",  # a form, filled in on the spot or online
    "系统核验",  # the office looks it up, nothing to bring
    "本人到场",  # not a paper: the person has to be there (photo, fingerprint, face)
    "缴回",  # the old certificate is given back for good
    "电子文件",  # an electronic file is uploaded
]
Electronic = Literal["电子证照", "线上填报", "拍照或扫描", "系统核验", "不可"]


class Record(BaseModel):
    """Base of all knowledge records: immutable, no unknown keys, no silent conversion between types."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Sourced(Record):
    """Anything said to a citizen: it carries where it comes from and, once a department vouches for it, by whom.

    ``review_due`` is written only where a statement has to be looked at before the item as a whole."""

    source: tuple[Mark, ...] = Field(title="出处", min_length=1)
    source_note: Text | None = Field(None, title="出处说明")
    verified_by: Text | None = Field(None, title="核实人")
    verified_on: date | None = Field(None, title="核实日期")
    review_due: date | None = Field(None, title="下次核对日期")


class Statement(Sourced):
    """One sentence with its source. ``{name}`` in the text is replaced by the dated parameter of that name."""

    text: Text = Field(title="内容")


When = dict[Name, tuple[Name, ...]]
"""A condition on answers: every circumstance named must have one of the options listed."""


class Condition(Statement):
    """受理条件: atomic. ``met_if`` says which answers show that it is met, ``failed_if`` which show that it is not.

    Both are optional: a condition that no circumstance decides is told to the citizen as something the office looks at.
    ``only_if`` says whom it concerns: with other answers it is not told. ``otherwise`` names what to do instead when
    it fails.
    """

    id: Name = Field(title="编号")
    only_if: When = Field(default_factory=dict, title="只对谁说")
    met_if: When = Field(default_factory=dict, title="符合的情形")
    failed_if: When = Field(default_factory=dict, title="不符合的情形")
    otherwise: tuple[ItemCode, ...] = Field((), title="不符合时可看的事项")


class Option(Record):
    """One possible answer to a circumstance."""

    id: Name = Field(title="选项编号")
    label: Text = Field(title="选项文字")
    words: tuple[Text, ...] = Field((), title="别的说法")
    base: bool = Field(False, title="不增加材料")
    exclusive: bool = Field(False, title="选了它就不能再选别的")
    note: Statement | None = Field(None, title="提示")


class Circumstance(Record):
    """情形: a question whose answer decides which papers are needed. ``shared: true`` takes what is left out from
    ``knowledge/circumstances.yaml`` by the same id."""

    id: Name = Field(title="情形编号")
    question: Text = Field(title="问题")
    options: tuple[Option, ...] = Field(title="选项", min_length=2)
    multi: bool = Field(False, title="可多选")
    why: Text | None = Field(None, title="为什么问")


class Material(Sourced):
    """申请材料. ``paper`` names the canonical paper of ``knowledge/papers.yaml`` (for merging in bundles and for the
    shared texts on why it is asked and where it is had); ``holder`` says whose it is."""

    material_name: Text = Field(title="材料名称")
    paper: Name | None = Field(None, title="规范材料")
    holder: Text = Field("申请人", title="持有人")
    material_kind: MaterialKind = Field(title="材料类型")
    kind_note: Text | None = Field(None, title="类型说明")
    electronic: Electronic = Field(title="电子材料")
    electronic_note: Text | None = Field(None, title="电子材料说明")
    n_original: int = Field(0, ge=0, le=20, title="原件份数")
    n_copy: int = Field(0, ge=0, le=20, title="复印件份数")
    necessity: Necessity = Field(title="必要性")
    when: When = Field(default_factory=dict, title="条件情形")
    when_text: Text | None = Field(None, title="什么情况要")
    on_system_miss: bool = Field(False, title="系统核不到时再补")
    why: Text | None = Field(None, title="为什么要")
    where_to_get: Text | None = Field(None, title="去哪开")


class TimeLimit(Sourced):
    """办结时限. ``text`` is what is said; ``days`` and ``unit`` are given when the limit is a plain number."""

    text: Text = Field(title="内容")
    days: int | None = Field(None, ge=0, title="天数")
    unit: Literal["工作日", "自然日", "月"] | None = Field(None, title="单位")
    kind: Literal["法定", "承诺"] | None = Field(None, title="法定或承诺")


class Fee(Sourced):
    """收费. ``charged`` is null when the source does not say."""

    text: Text = Field(title="内容")
    charged: bool | None = Field(None, title="是否收费")


class Question(Sourced):
    """常见问题."""

    q: Text = Field(title="问")
    a: Text = Field(title="答")


class Confusable(Record):
    """易混事项: the neighbour and how to tell it from this item, in the citizen's words."""

    code: ItemCode = Field(title="事项编码")
    how: Text = Field(title="怎么区分")
    ask: Text | None = Field(None, title="一问分清")


class Review(Record):
    """Who vouches for the item, and until when. Nobody yet: all empty, and citizens are told so."""

    verified_by: Text | None = Field(None, title="核实人")
    verified_on: date | None = Field(None, title="核实日期")
    review_due: date | None = Field(None, title="下次核对日期")
    valid_from: date | None = Field(None, title="生效日期")
    valid_to: date | None = Field(None, title="失效日期")
    compiled_on: date | None = Field(None, title="整理日期")
    open_points: tuple[Text, ...] = Field((), title="待核问题")


ExampleStyle = Literal["S", "C", "K", "F", "D", "T", "L", "R", "E"]


class Item(Record):
    """事项: one service item with everything a citizen can act on."""

    code: ItemCode = Field(title="事项编码")
    item_name: Text = Field(title="事项名称")
    service_list: ServiceList = Field(title="所属清单")
    fast: bool = Field(False, title="快闪办")
    audience: tuple[Audience, ...] = Field(title="服务对象", min_length=1)
    department: Text = Field(title="责任部门")
    joint_depts: tuple[Text, ...] = Field((), title="联办部门")
    domain: Text = Field(title="服务主题")
    family: Name | None = Field(None, title="事项族")
    primary: bool = Field(False, title="族内首选")
    aliases: tuple[Text, ...] = Field((), title="俗称")
    why_remote: Text | None = Field(None, title="列入清单的理由")
    external_codes: tuple[Text, ...] = Field((), title="对应的市级编码")
    case_type: Literal["即办件", "承诺件"] | None = Field(None, title="办件类型")
    summary: Statement = Field(title="一句话说明")
    acceptance_conditions: tuple[Condition, ...] = Field(title="受理条件", min_length=1)
    circumstances: tuple[Circumstance, ...] = Field((), title="要问的情形")
    materials: tuple[Material, ...] = Field(title="申请材料")
    steps: tuple[Statement, ...] = Field(title="办理流程", min_length=1)
    time_limits: tuple[TimeLimit, ...] = Field(title="办结时限", min_length=1)
    fee: Fee = Field(title="收费")
    result: Statement = Field(title="结果和送达")
    legal_basis: tuple[Statement, ...] = Field(title="设定依据", min_length=1)
    places: tuple[Statement, ...] = Field(title="办理地点和渠道", min_length=1)
    faq: tuple[Question, ...] = Field((), title="常见问题")
    confusable: tuple[Confusable, ...] = Field((), title="易混事项")
    editor_notes: tuple[Text, ...] = Field((), title="编者提醒（不对外）")
    review: Review = Field(default_factory=Review, title="核实情况")
    status: Literal["在用", "停用"] = Field("在用", title="状态")
    examples: dict[ExampleStyle, tuple[Text, ...]] = Field(default_factory=dict, title="例句")

    def sourced(self) -> Iterator[Sourced]:
        """Everything in the item that a citizen may read and that carries its source."""
        yield self.summary
        yield from self.acceptance_conditions
        yield from (o.note for c in self.circumstances for o in c.options if o.note)
        yield from self.materials
        yield from self.steps
        yield from self.time_limits
        yield from (self.fee, self.result)
        yield from (*self.legal_basis, *self.places, *self.faq)

    def spoken_texts(self) -> Iterator[str]:
        """The texts of all that is :meth:`sourced`."""
        for one in self.sourced():
            yield (
                one.material_name
                if isinstance(one, Material)
                else one.a
                if isinstance(one, Question)
                else getattr(one, "text", "")
            )


class Paper(Record):
    """规范材料: what is the same about a paper wherever it is asked."""

    id: Name = Field(title="编号")
    name: Text = Field(title="名称")
    also: tuple[Text, ...] = Field((), title="别名")
    e_license_code: Text | None = Field(None, title="电子证照目录代码")
    why: Text = Field(title="为什么要")
    where_to_get: Text = Field(title="去哪开")
    source: tuple[Mark, ...] = Field(title="出处", min_length=1)


class Window(Record):
    """Opening hours on one or more weekdays (1 = Monday … 7 = Sunday), local time ``HH:MM``."""

    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(title="星期")
    start: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = Field(title="开始")
    end: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = Field(title="结束")


class Department(Record):
    """责任部门 with its window, telephone and hours."""

    id: Name = Field(title="编号")
    name: Text = Field(title="名称")
    segment: Text = Field(title="编码段")
    phone: Text = Field(title="电话")
    phone_source: tuple[Mark, ...] = Field(title="电话出处", min_length=1)
    address: Text = Field(title="地址")
    hall: Text = Field(title="大厅")
    hours: tuple[Window, ...] = Field(title="开放时间", min_length=1)
    demo: bool = Field(False, title="演示数据")


class ServicePoint(Record):
    """服务点: where a citizen is helped near home, by screen, terminal or a person."""

    id: Name = Field(title="编号")
    name: Text = Field(title="名称")
    address: Text = Field(title="地址")
    offers: tuple[Literal["远程虚拟窗口", "自助终端", "帮办代办"], ...] = Field(title="能做什么", min_length=1)
    hours: tuple[Window, ...] = Field(title="开放时间", min_length=1)
    demo: bool = Field(False, title="演示数据")
    at: tuple[float, float] | None = Field(None, title="位置：纬度、经度，用来找最近的服务点")


class Holidays(Record):
    """Days off and make-up workdays of one year, as published by the State Council's office."""

    year: int = Field(title="年份")
    source: tuple[Mark, ...] = Field(title="出处", min_length=1)
    published: bool = Field(title="已正式公布")
    off: dict[date, Text] = Field(title="放假日")
    workdays: dict[date, Text] = Field(default_factory=dict, title="调休上班日")


class Parameter(Record):
    """A dated amount, line or rate. Outside ``valid_from``–``valid_to`` it is not spoken."""

    id: Name = Field(title="编号")
    name: Text = Field(title="名称")
    value: Text = Field(title="数值")
    valid_from: date = Field(title="生效日期")
    valid_to: date | None = Field(None, title="失效日期")
    source: tuple[Mark, ...] = Field(title="出处", min_length=1)
    verified_by: Text | None = Field(None, title="核实人")
    verified_on: date | None = Field(None, title="核实日期")


class Elsewhere(Record):
    """A matter that none of our items answers, and where to go instead."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")] = Field(title="编号")
    title: Text = Field(title="标题")
    kind: Literal[
        "agency", "complaint", "emergency", "other_city", "chitchat", "nonsense", "injection", "near_miss"
    ] = Field(title="类别")
    goto: Text = Field(title="该找谁")
    phone: tuple[Text, ...] = Field((), title="电话")
    source: tuple[Mark, ...] = Field(("GK-M",), title="出处")
    near: tuple[ItemCode, ...] = Field((), title="容易混的事项")
    examples: tuple[Text, ...] = Field(title="例句", min_length=1)


Given = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(@.+)?$")]
"""A canonical paper that an item produces, and whose: ``business_license``, ``hukou@孩子`` (no name = anybody's)."""

BundleRole = Literal["同报", "同报（多选一）", "同报（按需勾选）", "前置", "后续", "系统调取", "多选一", "按需勾选"]


class BundleItem(Record):
    """One item of a bundle and its part in it; papers it ``gives`` are not asked of the citizen by the others."""

    code: ItemCode = Field(title="事项编码")
    role: BundleRole = Field(title="角色")
    gives: tuple[Given, ...] = Field((), title="办好后产生的材料")


class Bundle(Record):
    """一件事: several items done as one."""

    id: Annotated[str, StringConstraints(pattern=r"^B\d{2}$")] = Field(title="编号")
    name: Text = Field(title="名称")
    audience: tuple[Audience, ...] = Field(title="服务对象")
    list_basis: Text = Field(title="清单依据")
    items: tuple[BundleItem, ...] = Field(title="事项", min_length=2)
    departments: tuple[Text, ...] = Field(title="涉及部门")
    order_logic: Text = Field(title="先后")
    branches: tuple[Text, ...] = Field((), title="分支")
    aliases: tuple[Text, ...] = Field((), title="俗称")
    triggers: tuple[Text, ...] = Field((), title="触发说法")
    reported: dict[str, int] = Field(default_factory=dict, title="报道的数字")
    source: tuple[Mark, ...] = Field(title="出处", min_length=1)


class Source(Record):
    """出处: an entry of the register of sources."""

    id: Mark = Field(title="编号")
    title: Text = Field(title="出处")
    content: Text = Field(title="内容")
    grade: Text = Field(title="可信度")
