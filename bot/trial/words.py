"""Everything the trial says in the terminal, in Thai and English."""

from __future__ import annotations

from bot.trial.choices import Choices

STAFF = (
    ("ops1 ops2 ops3", "สายงานปฏิบัติงาน 1–3"),
    ("ftl", "ฝตล."),
    ("fpk", "ฝปก."),
    ("kso", "กสอ."),
    ("kos", "กอส."),
    ("ops1-head …", "หัวหน้าหน่วยงาน รหัสหน่วยงานตามด้วย -head"),
    ("marketing", "ฝตล. เห็นทุกหน่วยงาน"),
    ("admin", "ผู้ดูแลระบบ"),
)
"""The user names that the release step makes in a trial, and whose they are."""

RULE = "─" * 72

PREPARING = "เตรียมฐานข้อมูลและข้อมูลอ้างอิง · preparing the database and reference data"
STARTING = "กำลังเริ่มระบบ · starting"
STOPPING = "กำลังหยุดทุกส่วน · stopping everything"
STOPPED = "หยุดเรียบร้อยแล้ว ข้อมูลยังอยู่ใน var/ · stopped; the data stays in var/"
SLOW = "ใช้เวลานานกว่าปกติ กำลังรอ {name} · this takes longer than usual, still waiting for {name}"
RUNNING_ALREADY = "ระบบทดลองในโฟลเดอร์นี้ทำงานอยู่แล้ว · a trial is running in this folder already"
RELEASE_FAILED = "เตรียมข้อมูลไม่สำเร็จ อ่านข้อความข้างบน · preparing failed, see the lines above"
RESTARTING = "{name} หยุดเอง ({how}) จะเริ่มใหม่ · ended by itself, starting it again"
NO_RICH_MENU = "ยังทำเมนูในแชตไม่ได้ ลองเองได้ด้วย python -m bot.rich_menu · the rich menu could not be made; try it by hand"
GIVING_UP = "{name} หยุดเองซ้ำหลายครั้ง จึงหยุดทั้งระบบ บรรทัดท้ายของ {name}: · it keeps ending; its last lines:"


def banner(choices: Choices) -> str:
    """What a new user needs to know, and nothing else."""
    desk = choices.address(choices.desk_port)
    lines = [RULE, "นิคมเดสก์พร้อมแล้ว · Nikhom Desk is ready", "", *_where_to_chat(choices), ""]
    lines += ["หน้าเว็บของเจ้าหน้าที่ · the officers' desk", f"    {desk}/", *_how_to_sign_in(choices), ""]
    lines += ["หยุดระบบ กด Ctrl-C · press Ctrl-C to stop", RULE]
    return "\n".join(lines)


def _where_to_chat(choices: Choices) -> list[str]:
    if choices.starts_line:
        address = choices.address(choices.line_port)
        return ["แชตในฐานะลูกค้า · chat as a customer (local LINE)", f"    {address}/"]
    webhook = choices.address(choices.bot_port) + "/line/webhook"
    return ["รับข้อความจาก LINE ที่ · LINE's webhook comes in at", f"    {webhook}"]


def _how_to_sign_in(choices: Choices) -> list[str]:
    if choices.staff_password is None:
        return ["    เข้าด้วยบัญชีของท่านเอง (ต้องการบัญชีทดลอง: make run TRIAL=1) · with accounts of your own"]
    return [
        "    ชื่อผู้ใช้ · user name: " + ", ".join(f"{names} ({unit})" for names, unit in STAFF),
        f"    รหัสผ่านทุกบัญชี · password of all: {choices.staff_password}",
    ]


def taken(name: str, obstacle: str, free: int) -> str:
    """What to do about a port that cannot be had."""
    return f"{obstacle}\n  เลือกพอร์ตอื่น · choose another: make run {name}={free}"
