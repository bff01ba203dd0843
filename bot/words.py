"""Every sentence the bot says, Thai first, English beside it. Nothing is worded anywhere else.

``{…}`` are filled in by ``say``. Labels of buttons (``b_…``) hold at most 20 characters, LINE's limit for a quick reply.
"""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # --- meeting ---
    "welcome": (
        "สวัสดีค่ะ ที่นี่คือ LINE ของการนิคมอุตสาหกรรมแห่งประเทศไทย (กนอ.) ค่ะ\n"
        "ถามได้ทั้งเรื่องใบอนุญาต สิทธิประโยชน์ สาธารณูปโภค ใบแจ้งหนี้ และเรื่องเดือดร้อนรอบนิคม "
        "เรื่องที่ต้องใช้เจ้าหน้าที่ ดิฉันจะส่งต่อให้หน่วยงานที่รับผิดชอบ พร้อมเลขที่เรื่องและกำหนดตอบค่ะ\n\n"
        "พิมพ์คำถามมาได้เลย หรือกดเมนูด้านล่างค่ะ",
        "Hello, this is the LINE of the Industrial Estate Authority of Thailand (IEAT).\n"
        "Ask about permits, privileges, utilities, invoices, or trouble around an estate. What needs a person I pass "
        "to the unit in charge, with a ticket number and the time by which you will hear from us.\n\n"
        "Just type your question, or use the menu below.",
    ),
    "welcome_back": (
        "ยินดีต้อนรับกลับมาค่ะ พิมพ์คำถามหรือเรื่องที่ต้องการแจ้งมาได้เลยค่ะ",
        "Welcome back. Just type your question or what you would like to report.",
    ),
    "privacy": (
        "ความเป็นส่วนตัวของท่าน: เราเก็บข้อความ รูป และไฟล์ที่ท่านส่ง กับชื่อที่แสดงใน LINE "
        "เพื่อตอบคำถาม ดำเนินเรื่อง และปรับปรุงบริการ ข้อความส่งผ่านระบบของ LINE ซึ่งอาจอยู่ต่างประเทศ "
        "ผู้ที่เห็นคือหน่วยงานที่รับเรื่องและฝ่ายการตลาดและลูกค้าสัมพันธ์ของ กนอ. "
        "หากยกเลิกข้อความ เราจะลบออกจากระบบด้วย และท่านขอสำเนาหรือขอลบข้อมูลได้ เพียงพิมพ์บอกที่นี่ค่ะ",
        "Your privacy: we keep the messages, pictures and files you send and your LINE display name, to answer you, "
        "handle your matter and improve the service. Messages pass through LINE's systems, which may be abroad. They are "
        "seen by the unit in charge and by IEAT's marketing and customer relations department. If you unsend a message we "
        "delete it too, and you may ask here for a copy or the erasure of your data.",
    ),
    "welcome_group": (
        "สวัสดีค่ะ ในกลุ่มนี้ดิฉันจะตอบเฉพาะเมื่อถูกเรียกชื่อ (@) เท่านั้น และไม่เก็บข้อความอื่นของกลุ่ม เรื่องที่มีข้อมูลส่วนตัว กรุณาทักมาในแชตส่วนตัวนะคะ",
        "Hello. In this group I answer only when mentioned (@) and keep no other message of the group. For anything "
        "personal please write to me in a private chat.",
    ),
    "group_private": (
        "เรื่องนี้ต้องขอรายละเอียด กรุณาทักมาในแชตส่วนตัวกับดิฉันนะคะ เพื่อไม่ให้ข้อมูลของท่านปรากฏในกลุ่มค่ะ",
        "This needs some details. Please write to me in a private chat, so that they do not appear in the group.",
    ),
    "greet": (
        "สวัสดีค่ะ มีเรื่องใดให้ช่วย พิมพ์บอกได้เลยค่ะ หรือเลือกจากด้านล่างค่ะ",
        "Hello. How can I help? Type your question or choose below.",
    ),
    "thank": ("ยินดีค่ะ มีเรื่องใดอีก ทักมาได้ตลอดนะคะ", "You are welcome. Write any time."),
    "menu": (
        "ดิฉันช่วยเรื่องเหล่านี้ได้ค่ะ\n"
        "• ตอบคำถามทั่วไป เช่น ใบอนุญาต สิทธิประโยชน์ นิคมต่าง ๆ\n"
        "• รับแจ้งเรื่องและร้องเรียน แล้วส่งให้หน่วยงานที่รับผิดชอบ\n"
        "• บอกสถานะเรื่องที่แจ้งไว้\n"
        "• ต่อถึงเจ้าหน้าที่\n"
        "พิมพ์เป็นภาษาพูดได้เลยค่ะ",
        "I can\n"
        "• answer common questions: permits, privileges, the estates\n"
        "• take reports and complaints and pass them to the unit in charge\n"
        "• tell you how your matters stand\n"
        "• put you through to a person\n"
        "Just write as you speak.",
    ),
    "language_th": ("จะตอบเป็นภาษาไทยนะคะ", "I will answer in Thai."),
    "language_en": ("จะตอบเป็นภาษาอังกฤษนะคะ", "I will answer in English from now on."),
    # --- answers ---
    "source": ("ที่มา: {source} (ตรวจทานเมื่อ {date})", "Source: {source} (reviewed {date})"),
    "ask_unit": ("สอบถามเพิ่มเติม: {unit}", "Ask further: {unit}"),
    "out_of_date": (
        "คำตอบเรื่อง “{title}” ถึงกำหนดทบทวนแล้ว จึงยังไม่ขอยืนยันเป็นข้อมูลปัจจุบันค่ะ ให้หน่วยงานตอบโดยตรงดีไหมคะ",
        "The answer on “{title}” is due for review, so I will not give it as current. Shall the unit answer you directly?",
    ),
    "torn": ("หมายถึงเรื่องไหนคะ", "Which of these do you mean?"),
    "not_understood": (
        "ขออภัยค่ะ ดิฉันยังไม่เข้าใจคำถามนี้ ลองพิมพ์ด้วยคำอื่น เลือกจากเมนู หรือคุยกับเจ้าหน้าที่ได้ค่ะ",
        "Sorry, I did not understand that. Try other words, choose from the menu, or talk to a person.",
    ),
    "cannot_read": (
        "ขออภัยค่ะ ดิฉันยังเปิดข้อความชนิดนี้ไม่ได้ รบกวนพิมพ์เป็นข้อความนะคะ",
        "Sorry, I cannot read this kind of message yet. Please write it as text.",
    ),
    "verdict_good": ("ขอบคุณค่ะ", "Thank you."),
    "verdict_bad": (
        "ขออภัยที่ยังไม่ตรงคำถามค่ะ พิมพ์ถามใหม่ด้วยคำอื่น หรือให้เจ้าหน้าที่ตอบก็ได้ค่ะ",
        "Sorry about that. Try asking in other words, or let a person answer.",
    ),
    "stale": (
        "ปุ่มนี้หมดอายุแล้วค่ะ พิมพ์เรื่องที่ต้องการมาใหม่ได้เลยนะคะ",
        "That button has expired. Please just type what you need.",
    ),
    "estate_phone": (
        "{estate} ({province})\nโทร. {phone}\nที่มา: {source}",
        "{estate} ({province})\nTel. {phone}\nSource: {source}",
    ),
    "estate_no_phone": (
        "{estate} ({province})\nยังไม่มีเบอร์โทรของสำนักงานนิคมนี้ที่ยืนยันได้ค่ะ ให้เจ้าหน้าที่ติดต่อกลับได้นะคะ",
        "{estate} ({province})\nNo confirmed phone number of this estate office is known. A person can call you back.",
    ),
    "estate_fact": ("{estate} ({province})", "{estate} ({province})"),
    "estates_in": ("นิคมที่มีในข้อมูลของเรา จังหวัด{province}:\n{names}", "Estates known to us in {province}:\n{names}"),
    "which_estate": ("หมายถึงนิคมไหนคะ", "Which estate do you mean?"),
    # --- leaving a matter ---
    "ask_estate": (
        "เรื่อง “{title}” ค่ะ\nเกิดขึ้นที่นิคมอุตสาหกรรมไหนคะ พิมพ์ชื่อนิคมได้เลย จะได้ส่งถึงหน่วยงานที่ดูแลพื้นที่นั้นค่ะ",
        "“{title}”.\nWhich industrial estate is it about? Type its name, so that it reaches the unit in charge there.",
    ),
    "ask_estate_again": (
        "ขออภัยค่ะ ยังหาชื่อนิคมนี้ไม่พบ ลองพิมพ์ชื่อเต็มหรือจังหวัด หรือกด “ไม่ทราบ” ก็ส่งเรื่องได้ค่ะ",
        "Sorry, I know no estate of that name. Try the full name or the province, or tap “Not sure”: it can be sent all the same.",
    ),
    "ask_details": (
        "เรื่อง “{title}” ค่ะ\n{ask}\nพิมพ์รายละเอียด ส่งรูป ไฟล์ หรือตำแหน่งที่ตั้งได้เลยค่ะ",
        "“{title}”.\n{ask}\nYou can type, or send pictures, files or a location.",
    ),
    "ask_topic": (
        "ได้ค่ะ อยากให้เจ้าหน้าที่ช่วยเรื่องอะไรคะ พิมพ์บอกสั้น ๆ หรือส่งรูปมาก็ได้ค่ะ",
        "Of course. What is it about? A short line or a picture will do.",
    ),
    "got_thing": (
        "ได้รับแล้วค่ะ ส่งเพิ่มหรือพิมพ์รายละเอียดได้อีก เสร็จแล้วกด “ไปต่อ” ค่ะ",
        "Got it. Send more or add a few words, then tap “Go on”.",
    ),
    "ask_phone": (
        "ขอเบอร์โทรสำหรับติดต่อกลับไหมคะ ไม่สะดวกก็กด “ข้าม” ได้ค่ะ เจ้าหน้าที่จะตอบในแชตนี้",
        "Would you like to leave a phone number? If not, tap “Skip”: you will be answered here in the chat.",
    ),
    "bad_phone": (
        "ดูเหมือนยังไม่ใช่เบอร์โทรศัพท์ค่ะ เก็บข้อความนี้ไว้ในรายละเอียดให้แล้ว พิมพ์เบอร์อีกครั้ง เช่น 0812345678 หรือกด “ข้าม” ค่ะ",
        "That does not look like a phone number; I kept it among the details. Type the number, such as 0812345678, or tap “Skip”.",
    ),
    "summary_title": ("ตรวจสอบก่อนส่ง", "Please check before sending"),
    "summary_topic": ("เรื่อง", "Topic"),
    "summary_estate": ("นิคม", "Estate"),
    "summary_details": ("รายละเอียด", "Details"),
    "summary_files": ("ไฟล์แนบ", "Attachments"),
    "summary_phone": ("เบอร์ติดต่อ", "Phone"),
    "summary_unit": ("ส่งถึง", "To"),
    "summary_hint": (
        "ถ้าถูกต้องกด “ยืนยันส่งเรื่อง” ค่ะ หรือพิมพ์เพิ่มเติมได้เลย",
        "If all is right, tap “Send it”, or just type to add more.",
    ),
    "files_count": ("{count} รายการ", "{count}"),
    "not_given": ("ไม่ระบุ", "not given"),
    "cancelled": (
        "ยกเลิกแล้วค่ะ ยังไม่มีการส่งเรื่องใด ๆ มีอะไรให้ช่วยอีกบอกได้เลยค่ะ",
        "Cancelled; nothing was sent. What else can I do?",
    ),
    "nothing_to_cancel": ("ตอนนี้ไม่มีรายการค้างอยู่ค่ะ มีเรื่องใดให้ช่วยบอกได้เลยค่ะ", "There is nothing to cancel. How can I help?"),
    "offer_matter": (
        "ได้รับแล้วค่ะ ต้องการให้ส่งถึงเจ้าหน้าที่เรื่องอะไรคะ พิมพ์บอกสั้น ๆ ได้เลยค่ะ",
        "Received. What is it about? A short line is enough and I will pass it on.",
    ),
    # --- tickets ---
    "opened_title": ("รับเรื่องแล้วค่ะ", "We have your matter"),
    "opened_unasked": (
        "ดิฉันยังตอบเรื่องนี้ไม่ได้ จึงส่งให้เจ้าหน้าที่ช่วยตอบแล้วค่ะ",
        "I could not answer this, so I passed it to a person.",
    ),
    "number": ("เลขที่เรื่อง", "Ticket"),
    "unit": ("หน่วยงาน", "Unit"),
    "status": ("สถานะ", "Status"),
    "due_response": ("เจ้าหน้าที่ตอบครั้งแรกภายใน", "First answer by"),
    "due_resolution": ("แจ้งผลภายใน", "Outcome by"),
    "no_standard": ("เรื่องประเภทนี้ยังไม่มีมาตรฐานเวลา", "No time standard is set for this kind"),
    "provisional": (
        "กำหนดเวลานี้เป็นมาตรฐานทดลอง ยังไม่ใช่มาตรฐานตามกฎบัตรที่ประกาศใช้",
        "These times are provisional trial values, not yet those of the published charter",
    ),
    "add_more": ("ส่งข้อมูลหรือรูปเพิ่มในแชตนี้ได้เลยค่ะ", "You can add words or pictures right here."),
    "added": ("เพิ่มในเรื่อง {number} ให้แล้วค่ะ", "Added to {number}."),
    "ask_what_to_add": (
        "พิมพ์ข้อมูลหรือส่งรูปที่จะเพิ่มในเรื่อง {number} มาได้เลยค่ะ",
        "Type or send what you would like to add to {number}.",
    ),
    "no_tickets": ("ยังไม่มีเรื่องที่แจ้งไว้จาก LINE นี้ค่ะ", "No matter has been left from this LINE account yet."),
    "no_such_ticket": (
        "ไม่พบเรื่องเลขที่ {number} ของท่านค่ะ กรุณาตรวจเลขที่อีกครั้ง",
        "No matter of yours has the number {number}. Please check it.",
    ),
    "my_tickets": ("เรื่องของท่าน", "Your matters"),
    "withdraw_sure": ("ต้องการยกเลิกเรื่อง {number} ใช่ไหมคะ", "Really take {number} back?"),
    "withdrawn": ("ยกเลิกเรื่อง {number} แล้วค่ะ", "{number} has been withdrawn."),
    "transferred": (
        "เรื่อง {number} ส่งต่อให้ {unit} ดูแลแล้วค่ะ เวลาที่นับไว้ยังนับต่อเนื่องค่ะ",
        "{number} is now with {unit}. The time already counted goes on counting.",
    ),
    "officer_asks": ("เจ้าหน้าที่ขอข้อมูลเพิ่มเติม (เรื่อง {number})", "The officer asks (ticket {number})"),
    "officer_says": ("เรื่อง {number}", "Ticket {number}"),
    "officer_outcome": ("แจ้งผลเรื่อง {number}", "Outcome of {number}"),
    "officer_reopened": ("เปิดเรื่อง {number} อีกครั้ง", "{number} has been reopened"),
    "ask_rating": (
        "พอใจกับการดูแลเรื่อง {number} แค่ไหนคะ แตะให้คะแนน 1–5 ได้เลยค่ะ (5 = พอใจมากที่สุด)",
        "How well was {number} served? Tap 1 to 5 (5 = very satisfied).",
    ),
    "nothing_to_rate": ("ตอนนี้ไม่มีเรื่องที่รอให้คะแนนค่ะ", "There is nothing to rate at the moment."),
    "thank_rating": ("ขอบคุณสำหรับคะแนนค่ะ", "Thank you for your rating."),
    "ask_reason": (
        "ขออภัยที่บริการยังไม่ดีพอค่ะ ช่วยพิมพ์บอกสั้น ๆ ได้ไหมคะว่าควรปรับปรุงเรื่องใด",
        "We are sorry it was not good enough. In a few words, what should we do better?",
    ),
    "thank_reason": ("ขอบคุณค่ะ จะส่งให้ผู้เกี่ยวข้องนำไปปรับปรุง", "Thank you. It goes to those who can improve it."),
    "cannot_rate": ("เรื่องนี้ยังให้คะแนนไม่ได้ค่ะ", "This cannot be rated at the moment."),
    "reopened": (
        "เปิดเรื่อง {number} อีกครั้งแล้วค่ะ ยังติดขัดตรงไหน พิมพ์บอกต่อได้เลยค่ะ",
        "{number} is open again. What is still wrong? Just type it.",
    ),
    "already_open": (
        "เรื่อง {number} เปิดอยู่แล้วค่ะ พิมพ์เพิ่มเติมได้เลยค่ะ",
        "{number} is open. Just type what you would like to add.",
    ),
    # --- emergencies ---
    "emergency_first": (
        "ถ้ามีอันตราย ออกจากพื้นที่ก่อน แล้วโทรทันที\nไฟไหม้ 199\nเจ็บป่วยฉุกเฉิน 1669\nเหตุร้าย 191\nสาธารณภัย 1784",
        "If you are in danger, leave first, then call at once:\nFire 199\nMedical 1669\nPolice 191\nDisaster 1784",
    ),
    "opened_urgent": ("เปิดเรื่องด่วนแล้วค่ะ", "Urgent ticket opened"),
    "emergency_tell": (
        "เมื่อปลอดภัยแล้ว ช่วยบอกจุดเกิดเหตุ เกิดอะไรขึ้น มีผู้บาดเจ็บหรือไม่ สารอะไร (ถ้าทราบ) และเบอร์ติดต่อ ส่งรูปหรือตำแหน่งมาได้เลยค่ะ",
        "Once you are safe, tell us where it is, what happened, whether anyone is hurt, which substance if known, and a phone number. Pictures and a location help.",
    ),
    "emergency_place": ("เกิดเหตุที่นิคมไหนคะ", "Which estate is it in?"),
    "emergency_placed": ("ส่งเรื่องด่วน {number} ถึง{unit} แล้วค่ะ", "Urgent ticket {number} has gone to {unit}."),
    # --- labels of buttons (at most 20 characters) -----------------------------------------------------------------
    "b_happening": ("เกิดเหตุอยู่ตอนนี้", "Happening now"),
    "b_good": ("ตรงคำถาม", "Yes, thanks"),
    "b_bad": ("ไม่ตรงคำถาม", "Not what I asked"),
    "b_person": ("คุยกับเจ้าหน้าที่", "Talk to a person"),
    "b_report": ("ส่งเรื่องให้หน่วยงาน", "Send to the unit"),
    "b_menu": ("เมนู", "Menu"),
    "b_tickets": ("เรื่องของฉัน", "My matters"),
    "b_none": ("ไม่ใช่ทั้งหมดนี้", "None of these"),
    "b_unknown_estate": ("ไม่ทราบ", "Not sure"),
    "b_cancel": ("ยกเลิก", "Cancel"),
    "b_back": ("ย้อนกลับ", "Back"),
    "b_go_on": ("ไปต่อ", "Go on"),
    "b_nothing_more": ("ไม่มีเพิ่มเติม", "Nothing to add"),
    "b_skip": ("ข้าม", "Skip"),
    "b_confirm": ("ยืนยันส่งเรื่อง", "Send it"),
    "b_change": ("แก้ไข", "Change"),
    "b_add": ("เพิ่มข้อมูล", "Add to it"),
    "b_withdraw": ("ยกเลิกเรื่องนี้", "Take it back"),
    "b_withdraw_yes": ("ใช่ ยกเลิกเรื่อง", "Yes, take it back"),
    "b_keep": ("ไม่ยกเลิก", "Keep it"),
    "b_new_topic": ("เป็นเรื่องใหม่", "It is a new topic"),
    "b_unsolved": ("ยังไม่แก้ไข", "Not solved"),
    "b_rate": ("ให้คะแนน {score}", "Rate {score}"),
    "b_language": ("English", "ภาษาไทย"),
    "b_location": ("ส่งตำแหน่ง", "Send location"),
    "b_picture": ("ส่งรูป", "Send a picture"),
    "b_sure_verdict": ("ตอบตรงคำถามไหมคะ", "Was this what you asked?"),
}


def say(name: str, language: str, **values: object) -> str:
    """One sentence in the customer's language (``"en"`` or, for all else, Thai) with ``values`` filled in."""
    thai, english = SENTENCES[name]
    return (english if language == "en" else thai).format(**values)
