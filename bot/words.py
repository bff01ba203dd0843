"""Every sentence the bot says, Thai first, English beside it. Nothing is worded anywhere else.

Who writes Japanese or Chinese is answered in English; the few lines they get in their own language stand at the end.

``{…}`` are filled in by ``say``. Labels of buttons (``b_…``) hold at most 20 characters, LINE's limit for a quick reply.
"""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # --- meeting ---
    "welcome": (
        "สวัสดีค่ะ ที่นี่คือ LINE ของการนิคมอุตสาหกรรมแห่งประเทศไทย (กนอ.)\n"
        "สอบถามเรื่องใบอนุญาต สิทธิประโยชน์ สาธารณูปโภค ใบแจ้งหนี้ หรือแจ้งปัญหาในนิคมและชุมชนรอบนิคมได้เลยค่ะ "
        "เรื่องที่ต้องให้เจ้าหน้าที่ดูแล ดิฉันจะส่งถึงหน่วยงานที่รับผิดชอบ พร้อมแจ้งเลขที่เรื่องและกำหนดตอบ\n\n"
        "พิมพ์คำถามมาได้เลย หรือกดเมนูด้านล่างค่ะ\n\n"
        "You can also write in English, 日本語 or 中文 (answers in English).",
        "Hello, this is the LINE account of the Industrial Estate Authority of Thailand (IEAT).\n"
        "Ask about permits, privileges, utilities or invoices, or report a problem in or around an estate. What needs an "
        "officer I send to the unit in charge, and you get a ticket number and the time by which you will hear from us.\n\n"
        "Just type your question, or use the menu below. 日本語 and 中文 are welcome too; the answers come in English.",
    ),
    "welcome_back": (
        "ยินดีต้อนรับกลับมาค่ะ พิมพ์คำถามหรือเรื่องที่ต้องการแจ้งมาได้เลยค่ะ",
        "Welcome back. Just type your question or what you would like to report.",
    ),
    "privacy": (
        "เรื่องข้อมูลส่วนบุคคล: ระบบเก็บชื่อและรหัสผู้ใช้ LINE ของท่าน ข้อความ รูป ไฟล์ และตำแหน่งที่ท่านส่ง "
        "คะแนนที่ท่านให้ และเบอร์โทรถ้าท่านฝากไว้ เพื่อตอบคำถาม ดำเนินเรื่อง และปรับปรุงบริการ "
        "ข้อความผ่านระบบของ LINE ซึ่งอาจอยู่ต่างประเทศ "
        "ผู้ที่เห็นคือหน่วยงานที่รับเรื่องและฝ่ายการตลาดและลูกค้าสัมพันธ์ของ กนอ. "
        "ถ้าท่านยกเลิกข้อความ ระบบจะลบข้อความนั้นด้วย ต้องการขอสำเนาหรือขอลบข้อมูล พิมพ์บอกที่นี่ได้ค่ะ",
        "Your data: we keep your LINE name and user ID, the messages, pictures, files and locations you send, the ratings "
        "you give, and your phone number if you leave one, to answer you, deal with your tickets and improve the service. "
        "Messages pass through LINE's systems, which may be abroad. They are seen by the unit in charge and by the IEAT's "
        "Marketing and Customer Relations Department. If you unsend a message we delete it too, and you may ask here for a "
        "copy or the erasure of your data.",
    ),
    "welcome_group": (
        "สวัสดีค่ะ ในกลุ่มนี้ดิฉันจะตอบเฉพาะเมื่อถูกเรียกชื่อ (@) และไม่เก็บข้อความอื่นของกลุ่ม เรื่องที่มีข้อมูลส่วนตัว กรุณาทักมาในแชตส่วนตัวนะคะ",
        "Hello. In this group I answer only when mentioned (@) and keep no other message of the group. For anything "
        "personal please write to me in a private chat.",
    ),
    "group_private": (
        "เรื่องนี้ต้องขอรายละเอียด กรุณาทักมาในแชตส่วนตัวกับดิฉันนะคะ เพื่อไม่ให้ข้อมูลของท่านปรากฏในกลุ่มค่ะ",
        "This needs some details. Please write to me in a private chat, so that they do not appear in the group.",
    ),
    "group_emergency": (
        "ถ้ามีอันตราย ออกจากพื้นที่ก่อน แล้วโทรทันที\nไฟไหม้ 199\nเจ็บป่วยฉุกเฉิน 1669\nเหตุร้าย 191\nสาธารณภัย 1784\n"
        "ในกลุ่มนี้ดิฉันรับแจ้งเหตุไม่ได้ เมื่อปลอดภัยแล้ว กรุณาทักมาในแชตส่วนตัวนะคะ",
        "If you are in danger, leave first, then call at once:\nFire 199\nMedical 1669\nPolice 191\nDisaster 1784\n"
        "I cannot take reports in this group. Once you are safe, please write to me in a private chat.",
    ),
    "greet": (
        "สวัสดีค่ะ มีอะไรให้ช่วยไหมคะ พิมพ์บอกได้เลย หรือกดหัวข้อด้านล่างค่ะ",
        "Hello. How can I help? Type your question or tap a topic below.",
    ),
    "thank": ("ยินดีค่ะ มีเรื่องใดอีก ทักมาได้ตลอดนะคะ", "You're welcome. Message us any time."),
    "menu": (
        "ดิฉันช่วยเรื่องเหล่านี้ได้ค่ะ\n"
        "• ตอบคำถามทั่วไป เช่น ใบอนุญาต สิทธิประโยชน์ นิคมต่าง ๆ\n"
        "• รับแจ้งปัญหาและข้อร้องเรียน แล้วส่งให้หน่วยงานที่รับผิดชอบ\n"
        "• บอกสถานะเรื่องที่แจ้งไว้\n"
        "• ส่งคำถามให้เจ้าหน้าที่ตอบ\n"
        "พิมพ์เป็นภาษาพูดได้เลยค่ะ",
        "I can\n"
        "• answer common questions: permits, privileges, the estates\n"
        "• take reports and complaints and send them to the unit in charge\n"
        "• tell you where your tickets stand\n"
        "• pass your question to an officer\n"
        "Just write as you speak.",
    ),
    "language_th": ("จะตอบเป็นภาษาไทยนะคะ", "I will answer in Thai."),
    "language_en": ("จะตอบเป็นภาษาอังกฤษนะคะ", "I will answer in English from now on."),
    # --- answers ---
    "source": ("ที่มา: {source} (ตรวจทานเมื่อ {date})", "Source: {source} (reviewed {date})"),
    "ask_unit": ("สอบถามเพิ่มเติม: {unit}", "Responsible unit: {unit}"),
    "out_of_date": (
        "ข้อมูลเรื่อง “{title}” ถึงกำหนดทบทวนแล้ว ดิฉันจึงยังไม่ขอตอบจากข้อมูลเดิมค่ะ ให้หน่วยงานตอบโดยตรงดีไหมคะ",
        "Our information on “{title}” is due for review, so I will not answer from it. Shall the unit answer you directly?",
    ),
    "torn": ("หมายถึงเรื่องไหนคะ", "Which of these do you mean?"),
    "not_understood": (
        "ขออภัยค่ะ ดิฉันยังไม่เข้าใจคำถามนี้ ลองพิมพ์ด้วยคำอื่น เลือกจากเมนู หรือคุยกับเจ้าหน้าที่ได้ค่ะ",
        "Sorry, I did not understand that. Try other words, choose from the menu, or talk to a person.",
    ),
    "need_noted": (
        "เรื่อง “{title}” ที่บอกมาด้วย ดิฉันจดไว้แล้ว จะดูแลต่อจากเรื่องนี้นะคะ",
        "I have also noted “{title}” and will take it up right after this.",
    ),
    "next_need": ("ต่อไปเรื่อง “{title}” ที่บอกไว้นะคะ", "Now for “{title}”, which you also mentioned."),
    "offer_next": (
        "เรื่อง “{title}” ที่บอกมาด้วย ดิฉันจดไว้แล้วค่ะ พร้อมเมื่อไร กด “ทำเรื่องต่อไป” ได้เลยค่ะ",
        "I have also noted “{title}”. When you are ready, tap “Go to the next one”.",
    ),
    "offer_to_send": (
        "รับข้อความไว้แล้วค่ะ ให้ดิฉันส่งเป็นเรื่อง “{title}” ถึงหน่วยงานที่รับผิดชอบเลยไหมคะ",
        "I have kept this. Shall I send it to the unit in charge, as a ticket on “{title}”?",
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
    "verdict_bad_which": (
        "ขออภัยค่ะ เรื่องไหนที่ยังไม่ตรงคะ กดเลือกเพื่อให้เจ้าหน้าที่ตอบ หรือพิมพ์ถามใหม่ด้วยคำอื่นก็ได้ค่ะ",
        "Sorry about that. Which one? Tap it to let a person answer, or try asking in other words.",
    ),
    "stale": (
        "ปุ่มนี้หมดอายุแล้วค่ะ พิมพ์เรื่องที่ต้องการมาใหม่ได้เลยนะคะ",
        "That button has expired. Please just type what you need.",
    ),
    "estate_phone": (
        "{estate}\nโทร. {phone}{whose}\nที่มา: เว็บไซต์ กนอ. (www.ieat.go.th) ข้อมูล ณ วันที่ {date}",
        "{estate}\nTel. {phone}{whose}\nSource: IEAT website (www.ieat.go.th), as of {date}",
    ),
    "developers_number": (" (เบอร์ของผู้พัฒนานิคม)", " (the developer's number)"),
    "estate_no_phone": (
        "{estate}\nยังไม่มีเบอร์โทรของสำนักงานนิคมนี้ที่ยืนยันได้ค่ะ กด “คุยกับเจ้าหน้าที่” เพื่อให้ติดต่อกลับได้ค่ะ",
        "{estate}\nWe have no confirmed phone number of this estate office. Tap “Talk to a person” to be called back.",
    ),
    "estate_fact": ("{estate}\nจังหวัด: {province}", "{estate}\nProvince: {province}"),
    "being_checked": ("อยู่ระหว่างตรวจสอบ", "being checked"),
    "estates_in": (
        "นิคมอุตสาหกรรมใน{province}ที่มีในระบบค่ะ\n{names}",
        "Industrial estates in {province} in our records:\n{names}",
    ),
    "estates_in_none": (
        "ยังไม่มีรายชื่อนิคมอุตสาหกรรมใน{province}ที่ยืนยันแล้วค่ะ",
        "We have no confirmed list of industrial estates in {province} yet.",
    ),
    "estates_more": (
        "อาจมีนิคมอื่นที่ข้อมูลยังอยู่ระหว่างตรวจสอบค่ะ",
        "There may be others whose details are still being checked.",
    ),
    "which_of_many_estates": (
        "หมายถึงนิคมไหนคะ พิมพ์ชื่อได้เลยค่ะ\n{names}",
        "Which estate do you mean? Just type its name.\n{names}",
    ),
    "which_estate": ("หมายถึงนิคมไหนคะ", "Which estate do you mean?"),
    # --- leaving a matter ---
    "ask_estate": (
        "เรื่อง “{title}” เกี่ยวกับนิคมอุตสาหกรรมไหนคะ\nพิมพ์ชื่อนิคมได้เลย จะได้ส่งถึงหน่วยงานที่ดูแลพื้นที่นั้นค่ะ",
        "“{title}”: which industrial estate is it about?\nType its name, so that it reaches the unit in charge there.",
    ),
    "ask_estate_again": (
        "ขออภัยค่ะ ยังหาชื่อนิคมนี้ไม่พบ ลองพิมพ์ชื่อเต็มหรือชื่อจังหวัด หรือกด “ไม่ทราบ” ก็ส่งเรื่องได้ค่ะ",
        "Sorry, I know no estate of that name. Try its full name or the province, or tap “Not sure”: your ticket can be sent all the same.",
    ),
    "ask_details": (
        "เรื่อง “{title}”\n{ask}\nพิมพ์รายละเอียดมาได้เลย จะส่งรูป ไฟล์ หรือตำแหน่งที่ตั้งด้วยก็ได้ค่ะ",
        "“{title}”\n{ask}\nJust type; you can also send pictures, files or a location.",
    ),
    "ask_anything_more": (
        "เรื่อง “{title}” มีรายละเอียดที่อยากแจ้งหน่วยงานเพิ่มไหมคะ พิมพ์หรือส่งรูปมาได้เลยค่ะ",
        "“{title}”: is there anything else the unit should know? Just type it or send a picture.",
    ),
    "ask_topic": (
        "ได้ค่ะ อยากให้เจ้าหน้าที่ช่วยเรื่องอะไรคะ พิมพ์บอกสั้น ๆ หรือส่งรูปมาก็ได้ค่ะ",
        "Of course. What is it about? A short line or a picture will do.",
    ),
    "got_thing": (
        "ได้รับแล้วค่ะ ส่งเพิ่มหรือพิมพ์รายละเอียดได้อีก เสร็จแล้วกดปุ่มด้านล่างค่ะ",
        "Got it. Send more or add a few words, then use the buttons below.",
    ),
    "got_it": ("ได้รับแล้วค่ะ", "Got it."),
    "draft_kept": (
        "เรื่อง “{title}” ที่กำลังแจ้งยังอยู่นะคะ ทำต่อได้เลย หรือกด “ยกเลิก” ถ้าไม่ต้องการแล้วค่ะ",
        "Your ticket on “{title}” is still waiting. Go on with it, or tap “Cancel” if you no longer want it.",
    ),
    "finish_first": (
        "ขอให้ส่งหรือยกเลิกเรื่อง “{title}” ที่กำลังแจ้งก่อน แล้วค่อยเริ่มเรื่องใหม่นะคะ",
        "Please send or cancel your ticket on “{title}” first, then start the next one.",
    ),
    "ask_phone": (
        "ต้องการฝากเบอร์โทรให้ติดต่อกลับไหมคะ พิมพ์เบอร์มาได้เลย ถ้าไม่สะดวก กด “ข้าม” ได้ค่ะ เจ้าหน้าที่จะตอบในแชตนี้",
        "Would you like to leave a phone number? Just type it. If not, tap “Skip”: you will be answered here in the chat.",
    ),
    "bad_phone": (
        "ดูเหมือนยังไม่ใช่เบอร์โทรศัพท์ค่ะ เก็บข้อความนี้ไว้ในรายละเอียดให้แล้ว พิมพ์เบอร์อีกครั้ง เช่น 0812345678 หรือกด “ข้าม” ค่ะ",
        "That does not look like a phone number; I kept it among the details. Type the number, such as 0812345678, or tap “Skip”.",
    ),
    "summary_title": ("ตรวจสอบก่อนส่ง", "Please check before sending"),
    "summary_topic": ("เรื่อง", "Topic"),
    "summary_estate": ("นิคมอุตสาหกรรม", "Industrial estate"),
    "summary_details": ("รายละเอียด", "Details"),
    "summary_files": ("ไฟล์แนบ", "Attachments"),
    "summary_phone": ("เบอร์ติดต่อ", "Phone"),
    "summary_unit": ("ส่งถึง", "To"),
    "summary_hint": (
        "ถ้าถูกต้องแล้ว กด “ยืนยันส่งเรื่อง” หรือพิมพ์เพิ่มเติมได้ค่ะ",
        "If all is right, tap “Send it”, or just type to add more.",
    ),
    "files_count": ("{count} รายการ", "{count}"),
    "not_given": ("ไม่ระบุ", "not given"),
    "no_files": ("ไม่มี", "none"),
    "cancelled": (
        "ยกเลิกแล้วค่ะ เรื่องนี้ยังไม่ได้ส่งให้เจ้าหน้าที่ มีอะไรให้ช่วยอีก พิมพ์บอกได้เลยค่ะ",
        "Cancelled: nothing has been sent. What else can I do for you?",
    ),
    "cancelled_one": ("ยกเลิกเรื่องนี้แล้วค่ะ ยังไม่ได้ส่งให้เจ้าหน้าที่", "Cancelled: this one has not been sent."),
    "adding_cancelled": ("ยกเลิกการเพิ่มข้อมูลแล้วค่ะ", "Nothing was added."),
    "nothing_to_cancel": ("ตอนนี้ไม่มีรายการค้างอยู่ค่ะ มีเรื่องใดให้ช่วยบอกได้เลยค่ะ", "There is nothing to cancel. How can I help?"),
    "offer_matter": (
        "ได้รับแล้วค่ะ ต้องการให้ส่งถึงเจ้าหน้าที่เรื่องอะไรคะ พิมพ์บอกสั้น ๆ ได้เลยค่ะ",
        "Received. What should an officer know or do about it? A short line is enough.",
    ),
    # --- tickets ---
    "opened_title": ("รับเรื่องแล้วค่ะ", "Ticket received"),
    "opened_unasked": (
        "ดิฉันยังตอบเรื่องนี้ไม่ได้ จึงส่งให้เจ้าหน้าที่ช่วยตอบแล้วค่ะ",
        "I could not answer this, so I passed it to a person.",
    ),
    "number": ("เลขที่เรื่อง", "Ticket"),
    "unit": ("หน่วยงาน", "Unit"),
    "status": ("สถานะ", "Status"),
    "due_response": ("เจ้าหน้าที่ตอบครั้งแรกภายใน", "First answer by"),
    "due_resolution": ("แจ้งผลภายใน", "Outcome by"),
    "due_progress": ("แจ้งความคืบหน้าภายใน", "Progress report by"),
    "deadline": ("กำหนดเวลา", "Deadline"),
    "no_standard": (
        "เรื่องประเภทนี้ยังไม่มีกำหนดเวลา เจ้าหน้าที่จะแจ้งให้ทราบในแชตนี้ค่ะ",
        "None is set for this kind yet; an officer will tell you here",
    ),
    "clock_paused": ("หยุดนับเวลา รอข้อมูลจากท่าน", "paused until we hear from you"),
    "status_waiting": ("รอข้อมูลจากท่าน", "waiting for you"),
    "provisional": (
        "กำหนดเวลานี้เป็นมาตรฐานทดลอง ยังไม่ใช่มาตรฐานตามกฎบัตรที่ประกาศใช้",
        "These times are provisional trial values, not yet those of the published charter",
    ),
    "standards_title": ("มาตรฐานด้านบริการ", "Service standards"),
    "standards_version": ("ฉบับที่ใช้อยู่", "Version in force"),
    "standards_since": ("มีผลตั้งแต่", "In force from"),
    "all_provisional": (
        "ทุกข้อเป็นมาตรฐานทดลอง ยังไม่ใช่มาตรฐานตามกฎบัตรที่ประกาศใช้",
        "All of these are provisional trial values, not yet those of the published charter",
    ),
    "some_provisional": (
        "ข้อที่เขียนว่า “มาตรฐานทดลอง” ยังไม่ใช่มาตรฐานตามกฎบัตรที่ประกาศใช้",
        "Those called provisional are trial values, not yet those of the published charter",
    ),
    "is_provisional": ("มาตรฐานทดลอง", "provisional"),
    "no_standards": (
        "ขณะนี้ยังไม่มีมาตรฐานด้านบริการที่ใช้อยู่ค่ะ",
        "There are no service standards in force at the moment.",
    ),
    "add_more": ("ส่งข้อมูลหรือรูปเพิ่มในแชตนี้ได้เลยค่ะ", "You can add words or pictures right here."),
    "added": ("เพิ่มในเรื่อง {number} ให้แล้วค่ะ", "Added to {number}."),
    "ask_what_to_add": (
        "พิมพ์ข้อมูลหรือส่งรูปที่จะเพิ่มในเรื่อง {number} มาได้เลยค่ะ",
        "Type or send what you would like to add to {number}.",
    ),
    "closed_matter": (
        "เรื่อง {number} ปิดแล้วค่ะ ถ้ายังไม่เรียบร้อย กดปุ่มด้านล่างเพื่อเปิดเรื่องอีกครั้ง หรือคุยกับเจ้าหน้าที่ได้ค่ะ",
        "{number} is closed. If it is not settled, tap below to reopen it, or talk to a person.",
    ),
    "no_tickets": ("ยังไม่มีเรื่องที่แจ้งไว้จาก LINE นี้ค่ะ", "You have no tickets from this LINE account yet."),
    "no_such_ticket": (
        "ไม่พบเรื่องเลขที่ {number} ของท่านค่ะ กรุณาตรวจเลขที่อีกครั้ง",
        "You have no ticket with the number {number}. Please check it.",
    ),
    "ledger_due": ("ครบกำหนด", "Due"),
    "ledger_promised": ("กำหนดที่แจ้งไว้เดิม", "As first told"),
    "ledger_used": ("นับแล้ว", "Counted so far"),
    "ledger_used_of": ("{used} จาก {allowed}", "{used} of {allowed}"),
    "ledger_none": (
        "เรื่อง {number} เป็นประเภทที่ยังไม่มีกำหนดเวลา เจ้าหน้าที่จะแจ้งให้ทราบในแชตนี้ค่ะ",
        "No time is set yet for tickets like {number}; an officer will tell you here.",
    ),
    "my_tickets": ("เรื่องของท่าน", "Your tickets"),
    "withdraw_sure": ("ต้องการยกเลิกเรื่อง {number} ใช่ไหมคะ", "Withdraw {number}?"),
    "withdrawn": ("ยกเลิกเรื่อง {number} แล้วค่ะ", "{number} has been withdrawn."),
    "transferred": (
        "ส่งเรื่อง {number} ต่อให้{unit} ดูแลแล้วค่ะ กำหนดตอบยังเป็นกำหนดเดิม",
        "{number} has been passed to {unit}. Your deadlines stay the same.",
    ),
    "transferred_moved": (
        "ส่งเรื่อง {number} ต่อให้{unit} ดูแลแล้วค่ะ หน่วยงานนี้มีวันทำการต่างจากเดิม กำหนดเวลาจึงเปลี่ยนเป็น",
        "{number} has been passed to {unit}. Its working days are different, so your deadlines are now",
    ),
    "due_moved": ("ขอแจ้งกำหนดเวลาใหม่ค่ะ", "Please note your new deadlines."),
    "due_moved_why": ("เนื่องจาก{why}", "Reason: {why}"),
    "due_moved_too": ("วันทำการที่เปลี่ยนไปด้วย: {why}", "Working days that have changed too: {why}"),
    "reasons_more": ("และอีก {count} รายการ", "and {count} more"),
    "moved_by_wait": (
        "กำหนดนี้ไม่นับช่วงที่รอข้อมูลจากท่านค่ะ",
        "The time we waited for your information is not counted.",
    ),
    "moved_by_kind": (
        "เรื่องนี้เปลี่ยนประเภทแล้ว จึงใช้กำหนดเวลาของประเภทใหม่ค่ะ",
        "The ticket is now of another type, which has other times.",
    ),
    "moved_by_transfer": ("เรื่องนี้ส่งต่อให้หน่วยงานอื่นดูแลแล้วค่ะ", "The ticket has been passed to another unit."),
    "moved_by_reopening": ("เรื่องนี้เปิดขึ้นอีกครั้งหลังแจ้งผลแล้วค่ะ", "The ticket was reopened after its outcome."),
    "due_moved_line": ("{what} {due} (เดิม {was})", "{what} {due} (before: {was})"),
    "due_moved_more": (
        "และอีก {count} เรื่อง พิมพ์ “เรื่องของฉัน” เพื่อดูทั้งหมดได้ค่ะ",
        "and {count} more. Type “my tickets” to see them all.",
    ),
    "working_days_changed": ("วันทำการของหน่วยงานเปลี่ยน", "the unit's working days have changed"),
    "officer_asks": ("เจ้าหน้าที่ขอข้อมูลเพิ่มเติม (เรื่อง {number})", "The officer asks (ticket {number})"),
    "officer_says": ("เรื่อง {number}", "Ticket {number}"),
    "officer_outcome": ("แจ้งผลเรื่อง {number}", "Outcome of {number}"),
    "officer_reopened": ("เปิดเรื่อง {number} อีกครั้ง", "{number} has been reopened"),
    "ask_rating": (
        "พอใจกับการดูแลเรื่อง {number} แค่ไหนคะ กดให้คะแนน 1–5 ได้เลยค่ะ (5 = พอใจมากที่สุด)",
        "How satisfied are you with how we handled {number}? Tap 1 to 5 (5 = very satisfied).",
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
    "opened_urgent": ("รับแจ้งเหตุด่วนแล้วค่ะ", "Urgent report received"),
    "emergency_tell": (
        "เมื่อปลอดภัยแล้ว ช่วยพิมพ์บอกจุดเกิดเหตุ เกิดอะไรขึ้น มีผู้บาดเจ็บหรือไม่ สารอะไร (ถ้าทราบ) และเบอร์ติดต่อ ส่งรูปหรือตำแหน่งมาได้เลยค่ะ",
        "Once you are safe, tell us where it is, what happened, whether anyone is hurt, which substance if known, and a phone number. Pictures and a location help.",
    ),
    "emergency_place": ("เกิดเหตุที่นิคมไหนคะ", "Which estate is it in?"),
    "emergency_unplaced": (
        "ไม่เป็นไรค่ะ เจ้าหน้าที่จะสอบถามสถานที่ต่อ ถ้านึกออกพิมพ์ชื่อนิคมหรือส่งตำแหน่งมาได้เลยค่ะ",
        "That is all right; an officer will ask you. If it comes to mind, type the estate or send a location.",
    ),
    "emergency_placed": ("ส่งเรื่องด่วน {number} ถึง{unit} แล้วค่ะ", "Urgent ticket {number} has gone to {unit}."),
    # --- labels of buttons (at most 20 characters) -----------------------------------------------------------------
    "b_happening": ("เกิดเหตุอยู่ตอนนี้", "Happening now"),
    "b_good": ("ตรงคำถาม", "Yes, thanks"),
    "b_bad": ("ไม่ตรงคำถาม", "Not what I asked"),
    "b_person": ("คุยกับเจ้าหน้าที่", "Talk to a person"),
    "b_report": ("ส่งเรื่องให้หน่วยงาน", "Send to the unit"),
    "b_report_first": ("ส่งเรื่องแรกให้หน่วยงาน", "Send first to unit"),
    "b_report_second": ("ส่งเรื่องที่สองให้หน่วยงาน", "Send second to unit"),
    "b_standards": ("ดูมาตรฐานด้านบริการ", "See the standards"),
    "b_read_charter": ("อ่านฉบับเต็มบนเว็บ", "Read it on the web"),
    "b_next": ("ทำเรื่องต่อไป", "Go to the next one"),
    "b_menu": ("เมนู", "Menu"),
    "b_tickets": ("เรื่องของฉัน", "My tickets"),
    "b_none": ("ไม่ใช่เรื่องเหล่านี้", "None of these"),
    "b_unknown_estate": ("ไม่ทราบ", "Not sure"),
    "b_cancel": ("ยกเลิก", "Cancel"),
    "b_back": ("ย้อนกลับ", "Back"),
    "b_go_on": ("ไปต่อ", "Go on"),
    "b_nothing_more": ("ไม่มีเพิ่มเติม", "Nothing to add"),
    "b_skip": ("ข้าม", "Skip"),
    "b_confirm": ("ยืนยันส่งเรื่อง", "Send it"),
    "b_change": ("แก้ไข", "Change"),
    "b_add": ("เพิ่มข้อมูล", "Add information"),
    "b_clock": ("นับเวลาอย่างไร", "How time is counted"),
    "b_withdraw": ("ยกเลิกเรื่องนี้", "Withdraw this ticket"),
    "b_withdraw_yes": ("ใช่ ยกเลิกเรื่อง", "Yes, withdraw it"),
    "b_keep": ("ไม่ยกเลิก", "Keep it"),
    "b_new_topic": ("เป็นเรื่องใหม่", "This is a new topic"),
    "b_unsolved": ("ยังไม่เรียบร้อย", "Not resolved"),
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


IN_THEIR_LANGUAGE: Final[dict[str, dict[str, str]]] = {
    "answers_in_english": {
        "ja": "日本語でのご質問も承ります。回答は英語でお送りいたします。"
        "担当者とのやり取りをご希望の場合は「{person}」とお送りください。",
        "zh": "您可以用中文提问，我们会用英文回复。如需人工服务，请发送“{person}”。",
    },
    "leave_and_call": {
        "ja": "まず安全な場所へ避難し、すぐに下の番号へ電話してください。",
        "zh": "请先撤离到安全的地方，并立即拨打下面的电话。",
    },
}


def say_in_their_language(name: str, language: str | None) -> str | None:
    """A line for who writes a language that we understand and do not answer in, or None for any other language."""
    words = IN_THEIR_LANGUAGE[name].get(language or "")
    return words and words.format(person=say("b_person", "en"))
