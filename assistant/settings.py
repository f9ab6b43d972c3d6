"""Every knob of the program with its default and its reason, read once from the environment (prefix ``LINBAN_``)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import AssistantError

PREFIX = "LINBAN_"
PROJECT = Path(__file__).resolve().parents[1]


_ROLE = "(agent|lead|editor|admin|auditor)"


def _knowledge_folder() -> Path:
    """The project's own ``knowledge/``: beside the package in its checkout, else in the current folder."""
    beside = PROJECT / "knowledge"
    return beside if beside.is_dir() else Path("knowledge")


class Settings(BaseSettings):
    """All settings. ``description`` is the reason in Chinese, as ``linban settings`` prints it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    data: Path = Field(Path("var"), description="程序写入的一切都放在这个文件夹：数据库、导出的文件")
    host: str = Field(
        "127.0.0.1", min_length=1, description="网页服务监听的地址；默认只有本机能访问，对外时改为 0.0.0.0"
    )
    port: int = Field(8000, ge=1, le=65535, description="网页服务监听的端口")
    database_url: str = Field(
        "",
        description="数据库地址，例如 postgresql://用户:密码@主机/库名，几个程序可以共用；"
        "不填就用数据文件夹里的 SQLite 文件 linban.db",
    )
    knowledge: Path = Field(default_factory=_knowledge_folder, description="知识库文件夹；默认用程序自带的 knowledge")
    embedding_model: str = Field("", description="句向量模型的文件夹或名称；不填就用程序自带的模型")
    index_url: str = Field(
        "", description="Milvus 的地址，例句多到一台机器放不下时用，例如 http://主机:19530；不填就放在本程序的内存里"
    )
    service_name: str = Field("邻办助手", min_length=1, description="对群众显示的服务名称")
    district: str = Field("示范区", min_length=1, description="所在区的名称，显示在页面和清单上")
    district_code: str = Field(
        "",
        pattern=r"^(\d{6}(\d{6})?)?$",
        description="行政区划代码，6 位或 12 位，写在评价的导出文件里；不填就只写区的名称",
    )
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+.*)?$",
        description="群众访问本服务的网址，印在清单的二维码里；不填就用浏览器里看到的地址",
    )
    emergency_notice: str = Field("", max_length=200, description="显示在每个对话页最上面的紧急通知；不填就不显示")
    operator: str = Field("", description="运营单位的名称，写在隐私告知里；不填就写明是演示")
    contact: str = Field("", description="个人信息事务的联系方式，写在隐私告知里；不填就写政务热线")
    wrong_when_sure: float = Field(
        0.03, gt=0, lt=1, description="有把握直接回答时，允许答错的比例；越小越谨慎，反问越多"
    )
    message_max_chars: int = Field(2000, ge=50, le=20000, description="一条消息最多多少字；再长就请群众分几次说")
    history_max: int = Field(200, ge=1, le=2000, description="网页重新打开时，最多显示多少条以前说过的话")
    packet_utterances: int = Field(20, ge=1, le=200, description="转人工时，交给工作人员看的最近对话条数")
    reload_seconds: float = Field(2.0, ge=0, description="每隔几秒看一次知识库有没有改动；0 表示不看")
    four_eyes: bool = Field(True, description="四眼原则：写改动的人不能自己发布；人手实在不够时填 false")
    hand_edits: Literal["auto", "gate", "direct"] = Field(
        "auto",
        description="直接改知识库文件夹（或 git pull）以后怎么办：gate 先做发布前检查，有错或变差就先不用；"
        "direct 能读就用；auto 表示在工作台发布过以后才检查",
    )
    database_wait_seconds: float = Field(30.0, gt=0, description="数据库正被别的程序写入时，最多等几秒")
    disk_free_mb: int = Field(100, ge=0, description="启动时数据文件夹所在磁盘至少要剩多少 MB；不够就不启动")
    demo: Literal["auto", "true", "false"] = Field(
        "auto",
        description="演示：数据库里还没有工作人员账号时，启动网页服务会建立一套演示账号和排班，打印一次性密码；"
        "auto 表示没有填运营单位、网址、数据库地址时才这样做",
    )
    password_min_chars: int = Field(10, ge=8, le=64, description="工作人员自己设的密码最少多少个字符")
    sign_in_tries: int = Field(5, ge=1, le=20, description="连续输错几次密码就把账号锁住一会儿")
    sign_in_wait_seconds: float = Field(60.0, gt=0, description="第一次锁多少秒；之后每错一次加倍，最多一小时")
    session_hours: float = Field(12.0, gt=0, le=72, description="工作台登录一次最长用多少小时")
    session_idle_minutes: float = Field(
        60.0, gt=0, description="工作台多少分钟没有人操作就要重新登录；挂着页面不动不算操作"
    )
    totp_roles: str = Field(
        "",
        pattern=rf"^({_ROLE}(,{_ROLE})*)?$",
        description="哪些角色登录时除了密码还要验证器的 6 位数，用英文逗号隔开，例如 admin,auditor；"
        "不填就由各人自己决定",
    )
    oidc_issuer: str = Field(
        "",
        pattern=r"^(https?://[^\s]+)?$",
        description="统一身份认证（OIDC）的网址，工作人员可以从那里登录；不填就只用账号和密码",
    )
    oidc_client_id: str = Field("", description="本程序在统一身份认证那边登记的编号")
    oidc_client_secret: str = Field("", repr=False, description="本程序在统一身份认证那边的密钥；没有就不填")
    oidc_name: str = Field("统一身份认证", min_length=1, max_length=20, description="登录页上那个按钮的名称")
    oidc_login_claim: str = Field(
        "preferred_username",
        description="统一身份认证给出的哪一项是本程序的账号，第一次登录时按它对上；那边的人自己能改的不要用；"
        "填 - 就只认管理员绑定过的账号",
    )
    oidc_create_role: Literal["", "agent", "lead", "editor"] = Field(
        "", description="统一身份认证里有、本程序没有账号的人，自动建立什么角色的账号；不填就不建立"
    )
    oidc_department_claim: str = Field(
        "department", description="自动建立账号时，统一身份认证给出的哪一项是部门编号；云客服和组长没有部门就不建立"
    )
    desk_ask_a_seconds: float = Field(60.0, gt=0, description="转人工后等 A 角接单多少秒；过了就问 B 角")
    desk_ask_b_seconds: float = Field(60.0, gt=0, description="等 B 角接单多少秒；过了就问部门组长")
    desk_ask_lead_seconds: float = Field(
        120.0, gt=0, description="等组长接单多少秒；过了就问政务服务中心值班长，之后每隔这么久再提醒一次"
    )
    desk_first_word_seconds: float = Field(
        120.0, gt=0, description="接单后多少秒还没有说第一句话，就把人请回队伍最前面，换一位同事"
    )
    desk_lease_seconds: float = Field(
        45.0, gt=5, description="工作台多少秒没有动静就算不在座位；正在服务的人回到队伍最前面"
    )
    desk_head_start_minutes: float = Field(
        10.0, ge=0, le=60, description="老年人、残疾人最多比别人提前多少分钟；也是别人因此最多多等的时间"
    )
    desk_talk_minutes: float = Field(6.0, gt=0, description="还没有足够记录时，按服务一个人要多少分钟来估计等候时间")
    desk_idle_warn_minutes: float = Field(
        10.0, gt=0, description="工作人员说完后，群众多少分钟没有回复就提醒一次；老年人加倍"
    )
    desk_idle_close_minutes: float = Field(5.0, gt=0, description="提醒后再过多少分钟没有回复就进入小结；老年人加倍")
    desk_reopen_hours: float = Field(
        24.0, ge=0, description="没办成的事结束后多少小时内，群众再说话就接着原来的工单排队"
    )
    desk_sweep_seconds: float = Field(
        5.0, ge=0, description="每隔几秒检查一遍工单：该问下一位的、没人管的、到点的；0 表示不查"
    )
    case_contact_days: int = Field(1, ge=1, le=30, description="差评、办不成事登记后，几个工作日内要联系群众（1515）")
    case_simple_days: int = Field(5, ge=1, le=90, description="简单的差评、办不成事，几个工作日内办结（1515）")
    case_complex_days: int = Field(15, ge=1, le=180, description="复杂的差评、办不成事，几个工作日内办结（1515）")
    improvement_from: int = Field(5, ge=2, le=1000, description="同一件事一个月里有几件办不成事，就自动建一张改进单")
    rating_days: int = Field(7, ge=1, le=90, description="第一次评价以后，几天之内还可以改评")
    rating_export_minutes: float = Field(30.0, gt=0, description="每隔几分钟把新的评价写成一份导出文件")
    rating_export_tries: int = Field(3, ge=1, le=100, description="评价导出连续失败几次就告警；之后仍继续重试")
    upload_max_mb: int = Field(25, ge=1, le=200, description="群众发来的一张照片或一份 PDF 最大多少 MB")
    upload_max_files: int = Field(10, ge=1, le=100, description="一段对话里最多留几份群众发来的材料")
    upload_days: int = Field(90, ge=1, le=3650, description="群众发来的材料保存几天，到期自动删除")
    deidentify_days: int = Field(30, ge=1, le=3650, description="没有转人工的咨询，最后一句话过几天就去掉和本人的联系")
    delete_days: int = Field(180, ge=1, le=3650, description="没有转人工的咨询，最后一句话过几天就全部删除")
    ticket_delete_days: int = Field(
        0, ge=0, le=36500, description="转过人工或登记过的对话，办结以后几天删除；0 表示随档案规定，不自动删"
    )
    telegram_token: str = Field("", repr=False, description="Telegram 机器人的令牌；不填就不开 Telegram")
    telegram_api: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+.*)?$",
        description="另一台 Telegram Bot API 服务器的网址；不填就用 Telegram 自己的",
    )
    telegram_webhook_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+.*)?$",
        description="Telegram 推送消息到这个网址；不填就由程序主动去取，不需要公网地址",
    )
    telegram_webhook_secret: str = Field(
        "", pattern=r"^[A-Za-z0-9_-]{0,256}$", repr=False, description="推送时核对的密语；用推送就必须设置"
    )
    telegram_host: str = Field("127.0.0.1", min_length=1, description="接收 Telegram 推送时监听的地址")
    telegram_port: int = Field(8081, ge=1, le=65535, description="接收 Telegram 推送时监听的端口")
    telegram_desk_chat: str = Field(
        "",
        pattern=r"^(-\d{5,20})?$",
        description="云客服的 Telegram 超级群的编号（负数），群里要开“话题”，机器人要能管话题；不填就不在群里接单",
    )
    telegram_agent_minutes: float = Field(
        20.0, gt=0, description="云客服在 Telegram 里多少分钟没有动静，就算不在座位；正在服务的人回到队伍最前面"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="日志写到多细")

    @property
    def roles_with_code(self) -> frozenset[str]:
        """The roles that need a second factor."""
        return frozenset(self.totp_roles.split(",")) - {""}

    @property
    def sqlite_file(self) -> Path:
        """Where the default database lies."""
        return self.data / "linban.db"

    @property
    def is_demo(self) -> bool:
        """Whether demonstration accounts may be made: asked for, or nothing speaks of real service."""
        if self.demo == "auto":
            return not (self.operator or self.public_url or self.database_url)
        return self.demo == "true"

    @property
    def database(self) -> str:
        """The SQLAlchemy address in use; ``postgresql://…``, as database servers print it, gets our driver."""
        given = self.database_url
        for plain in ("postgresql://", "postgres://"):
            if given.startswith(plain):
                return "postgresql+asyncpg://" + given.removeprefix(plain)
        return given or f"sqlite:///{self.sqlite_file}"


class BadSettings(AssistantError):
    """A setting has a value that cannot be used; ``str(error)`` is one Chinese sentence per setting."""


def read_settings(**given: object) -> Settings:
    """Settings from the environment, with ``given`` on top. Raises :class:`BadSettings`."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise BadSettings("\n".join(_sentence(dict(e)) for e in error.errors())) from None


def _sentence(error: dict[str, object]) -> str:
    place = error["loc"]
    name = str(place[0]) if isinstance(place, tuple) and place else ""
    field = Settings.model_fields.get(name)
    reason = f"（{field.description}）" if field is not None and field.description else ""
    return f"设置 {PREFIX}{name.upper()} 的值“{error.get('input')}”不能用：{_rule(error)}。{reason}"


_RULES = {
    "int_parsing": "应为整数",
    "float_parsing": "应为数字",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "literal_error": "应为 {expected} 之一",
    "string_too_short": "不能为空",
}


def _rule(error: dict[str, object]) -> str:
    context = error.get("ctx")
    known = dict(context) if isinstance(context, dict) else {}
    if "expected" in known:
        known["expected"] = str(known["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
    rule = _RULES.get(str(error.get("type")))
    return rule.format(**known) if rule else "写法不对"


def settings_table(settings: Settings) -> list[tuple[str, str, str, str]]:
    """(environment variable, value in use, default, reason) per setting, in the order declared."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        value = getattr(settings, name)
        shown = "自带的 knowledge" if name == "knowledge" else str(default)
        rows.append((PREFIX + name.upper(), _hidden(name, value), shown, field.description or ""))
    return rows


_SECRETS = ("telegram_token", "telegram_webhook_secret", "oidc_client_secret")


def _hidden(name: str, value: object) -> str:
    """A database address without its password; a secret as stars."""
    text = str(value)
    if name in _SECRETS:
        return "***" if text else ""
    if name != "database_url" or "@" not in text:
        return text
    head, tail = text.rsplit("@", 1)
    scheme, _, account = head.partition("://")
    return f"{scheme}://{account.split(':', 1)[0]}:***@{tail}"
