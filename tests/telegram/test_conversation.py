"""A student on Telegram: the real process and the real Rasa; only Telegram's servers are a stand-in."""

from __future__ import annotations

import itertools
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from gateway.telegram.layout import words
from tests.client import wait_for
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import CHATS
from tests.telegram.phone import Phone, buttons, said

LEAVING = """\
school: {naam: Proefweg, plaats: Zeist, website: "https://proefweg.example"}
contacten:
  - {id: vp-weg, rol: interne_vertrouwenspersoon, naam: Wil Weg, bereik: {telefoon: "030 000 00 07"}}
"""
LINES = ("113", "0800-0432", "112")
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
FILE = {"file_id": "f", "file_unique_id": "f"}
SOUND = {**FILE, "duration": 3}
PICTURE = {**SOUND, "width": 9, "height": 9}
STICKER = {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
PLACE = {"latitude": 52.1, "longitude": 5.1}
POLL = {
    "id": "1",
    "question": "?",
    "options": [{"persistent_id": "0", "text": "a", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "voice": ("spraak", {"voice": SOUND}),
    "audio": ("spraak", {"audio": SOUND}),
    "video note": ("spraak", {"video_note": {**SOUND, "length": 9}}),
    "photo": ("beeld", {"photo": PHOTO}),
    "video": ("beeld", {"video": PICTURE}),
    "gif": ("sticker", {"animation": PICTURE, "document": FILE}),
    "sticker": ("sticker", {"sticker": STICKER}),
    "dice": ("sticker", {"dice": {"emoji": "🎲", "value": 3}}),
    "document": ("bestand", {"document": FILE}),
    "location": ("plek", {"location": PLACE}),
    "venue": ("plek", {"venue": {"location": PLACE, "title": "a", "address": "b"}, "location": PLACE}),
    "contact": ("contact", {"contact": {"phone_number": "0600000000", "first_name": "x"}}),
    "poll": ("peiling", {"poll": POLL}),
    "something of the future": ("anders", {"hologram": {"file_id": "h"}}),
    "something unreadable": ("anders", {"poll": {"id": 1}}),
}


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def test_the_first_message_says_what_telegram_keeps_before_the_first_question(phone: Phone) -> None:
    phone.start("voorbeeld-college")
    first = phone.new[0]["text"]
    for part in (
        "computer",
        "Niemand van school leest mee",
        "Telegram bewaart",
        "niet end-to-end versleuteld",
    ):
        assert part in first
    assert "?" not in first.split("Meteen hulp?")[0]
    assert "Voorbeeld College, Utrecht" in phone.text
    assert phone.choices == ["vraag.keuzes", "gesprek.hulp_nu"]
    assert "thema.pesten" in phone.presses("Geef me keuzes").choices


def test_a_whole_conversation_by_buttons(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("mijn mentor appt me savonds rare dingen")
    assert phone.labels == ["Ja", "Nee", "Weet ik niet", "Dat bedoel ik niet"]
    assert all(len(row) == 1 for row in phone.new[-1]["reply_markup"]["inline_keyboard"])
    question = phone.new[-1]["message_id"]
    phone.presses("Ja")
    assert phone.screen[question]["text"].endswith("Gekozen: Ja")
    assert not buttons(phone.screen[question])
    phone.presses("Maakt niet uit")
    assert "Naima Amrani" in phone.text
    assert "Bel: 030 000 00 03" in phone.text
    assert "je eigen mentor" not in phone.text
    phone.presses("Naima Amrani")
    assert "Je kunt zo beginnen" in phone.text
    phone.presses("Dit ga ik doen")
    assert "Jouw stap" in phone.text


def test_a_whole_conversation_by_text(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas").says("op school")
    assert "Chidi Okafor" in phone.text
    phone.says("de eerste")
    assert "Je kunt zo beginnen" in phone.text
    phone.says("ga ik doen")
    assert "Jouw stap" in phone.text


def test_every_press_is_answered_and_typing_takes_old_buttons_away(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas")
    question = phone.new[-1]["message_id"]
    answered = len(phone.api.answered)
    phone.says("op school")
    assert phone.soon(lambda: not buttons(phone.screen[question]))
    phone.presses("Liever iemand anders")
    assert len(phone.api.answered) == answered + 1


def test_links_are_buttons_that_stay(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas").presses("Op school")
    links = [button["url"] for row in phone.new for button in buttons(row) if "url" in button]
    assert "https://voorbeeldcollege.example/pesten" in links
    shown = phone.new
    phone.presses("je eigen mentor")
    after = [
        button["url"]
        for row in shown
        for button in buttons(phone.screen[row["message_id"]])
        if "url" in button
    ]
    assert after == links


def test_a_photo_is_shown_when_the_school_gave_one(phone: Phone, schools: Path) -> None:
    folder = schools / "fotos" / "voorbeeld-college"
    folder.mkdir(parents=True, exist_ok=True)
    phone.start("voorbeeld-college").says("wie is de vertrouwenspersoon")
    assert "Samira Jansen" in phone.text
    if not (folder / "jansen.jpg").exists():
        assert not any("photo" in row for row in phone.new)
        (folder / "jansen.jpg").write_bytes(png())
    phone.says("wie is de vertrouwenspersoon")
    pictures = [row for row in phone.new if "photo" in row]
    assert "Samira Jansen" in pictures[0]["caption"]
    assert "Bel: 030 000 00 01" in pictures[0]["caption"]


def test_a_photo_that_telegram_refuses_costs_only_the_photo(phone: Phone) -> None:
    phone.api.refuse("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS", chat=phone.chat, times=9)
    phone.start("voorbeeld-college").says("wie is de vertrouwenspersoon")
    assert "Bel: 030 000 00 01" in phone.text


def test_only_the_first_message_of_a_reply_makes_a_sound(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas").presses("Op school")
    calls = phone.api.made("sendMessage", "sendPhoto", chat=phone.chat)[-len(phone.new) :]
    assert [call.params.get("disable_notification", "false") for call in calls] == ["false"] + ["true"] * (
        len(calls) - 1
    )


# Schools.


def test_start_alone_asks_for_the_school_and_suggests(phone: Phone) -> None:
    phone.start()
    assert "Op welke school zit je?" in phone.text
    assert "school.voorbeeld-college" in phone.choices
    phone.says("ik zit op het voorbeld colege")
    assert "Voorbeeld College, Utrecht" in phone.text
    phone.says("ik word gepest in de klas").presses("Op school")
    assert "Chidi Okafor" in phone.text


def test_a_school_by_button_and_another_one_later(phone: Phone) -> None:
    phone.start().presses("Voorbeeld College, Utrecht")
    assert "Waar zit je mee?" in phone.text
    phone.says("ik word gepest in de klas").presses("Op school")
    phone.says("/school")
    assert "Tot nu toe: Voorbeeld College" in phone.text
    phone.presses("Vmbo De Werf, Delfzijl")
    assert "Greet Bos" in phone.text
    assert "Chidi Okafor" not in phone.text


def test_a_place_alone_is_offered_and_never_guessed(phone: Phone) -> None:
    phone.start().says("delfziel")
    assert words()["welke_school"] in phone.text
    assert "school.vmbo-de-werf" in phone.choices
    phone.presses("Vmbo De Werf, Delfzijl")
    assert "Waar zit je mee?" in phone.text


def test_who_skips_the_school_is_not_asked_again(phone: Phone) -> None:
    phone.start().presses("Sla over")
    phone.says("ik word gepest in de klas").presses("Maakt niet uit")
    assert "Op welke school" not in phone.text
    assert "Kindertelefoon" in phone.text


def test_a_story_is_heard_also_where_a_school_was_asked(phone: Phone) -> None:
    phone.start().says("ik word gepest in de klas")
    assert "Pesten doet pijn" in phone.text
    other = Phone(phone.api, phone.chat + 1).start().says("ik wil niet meer leven")
    assert "Bel: 113" in other.text


def test_a_school_we_do_not_know_is_asked_again_once(phone: Phone) -> None:
    phone.start("geen-school-van-ons")
    assert words()["school_onbekend"] in phone.text
    phone.says("hogwarts")
    assert words()["school_onbekend"] in phone.text
    phone.says("beauxbatons")
    assert words()["school_onbekend"] not in phone.text


# Commands.


def test_help_gives_the_lines_from_any_state(phone: Phone) -> None:
    for before in ("/start voorbeeld-college", "ik word gepest in de klas", "wat is 3+3", "/school"):
        phone.says(before).says("/hulp")
        assert "Bel: 113" in phone.text
        assert "Bel: 112" in phone.text


def test_help_is_there_for_who_never_started(phone: Phone) -> None:
    phone.says("/hulp")
    assert "Bel: 112" in phone.text


def test_wipe_forgets_and_clears_the_screen(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas").says("/wis")
    assert "vergeten" in phone.text
    assert "lang ingedrukt" in phone.text
    assert [row["message_id"] for row in phone.screen.values()] == [phone.new[0]["message_id"]]
    phone.says("op school")
    assert "Chidi Okafor" not in phone.text
    assert "niet end-to-end versleuteld" in phone.text  # a new conversation begins as every one


def test_privacy_keeps_the_question_open(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas").says("/privacy")
    assert "Telegram kent je account" in phone.text
    phone.presses("Op school")
    assert "Chidi Okafor" in phone.text


def test_a_command_we_do_not_know_is_read_as_text(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("/ik wil dood")
    assert "Bel: 113" in phone.text
    phone.says("/start ik wil dood")
    assert "Bel: 113" in phone.text


def test_the_menu_and_the_descriptions_are_set(phone: Phone) -> None:
    profile = phone.api.profile
    assert {row["command"] for row in profile["commands"]} == {"hulp", "wis", "privacy", "school"}
    assert "niet end-to-end versleuteld" in profile["description"]
    assert "112" in profile["short_description"]


def test_who_did_not_press_start_is_told_what_telegram_keeps(phone: Phone) -> None:
    phone.says("hoi")
    assert "niet end-to-end versleuteld" in phone.new[0]["text"]
    assert "Fijn dat je er bent" in phone.new[1]["text"]
    phone.says("dankjewel")
    assert "end-to-end" not in phone.text


def test_in_danger_help_comes_before_anything_else(phone: Phone) -> None:
    phone.says("ik wil er niet meer zijn")
    assert "Bel: 113" in phone.new[0]["text"]
    assert "end-to-end" not in phone.text
    phone.says("dankjewel")
    assert "niet end-to-end versleuteld" in phone.text


# Every kind of update.


@pytest.mark.parametrize("name", KINDS)
def test_what_is_no_text_gets_a_fitting_answer_once(phone: Phone, name: str) -> None:
    kind, content = KINDS[name]
    phone.sends(times=3, **content)
    assert len(phone.new) == 1
    assert words()["soorten"][kind] in phone.text
    for number in LINES:
        assert number in phone.text


@pytest.mark.parametrize("content", [{"photo": PHOTO}, {"voice": SOUND}, {"document": FILE}], ids=str)
def test_a_caption_is_read_as_text_also_for_a_crisis(phone: Phone, content: dict[str, Any]) -> None:
    phone.start("voorbeeld-college").sends(times=3, caption="ik word gepest in de klas", **content)
    assert "Pesten doet pijn" in phone.text
    assert words()["bijschrift"] in phone.text
    phone.sends(caption="ik wil niet meer leven", **content)
    assert "Bel: 113" in phone.new[0]["text"]


def test_words_in_an_update_that_is_unreadable_are_read(phone: Phone) -> None:
    phone.start("voorbeeld-college").sends(text="ik wil dood", reply_to_message={"odd": True})
    assert "Bel: 113" in phone.text


def test_an_album_is_one_message(phone: Phone) -> None:
    for number in range(4):
        update = {"message": phone.message(photo=PHOTO, media_group_id="album")}
        phone.api.push(update)
        phone.wait(0, least=1) if number == 0 else None
    phone.wait(1, least=0)
    assert len(phone.api.made("sendMessage", chat=phone.chat)) == 1


def test_a_changed_message_is_read_again(phone: Phone) -> None:
    phone.start("voorbeeld-college")
    typed = phone.message(text="hoi")
    phone.api.push({"message": typed})
    phone.wait(2)
    phone.changes(typed["message_id"], text="ik word gepest in de klas")
    assert words()["gewijzigd"] in phone.text
    assert "Pesten doet pijn" in phone.text
    phone.changes(typed["message_id"], text="ik wil dood")
    assert "Bel: 113" in phone.new[0]["text"]


def test_a_location_that_is_shared_live_gets_one_answer(phone: Phone) -> None:
    phone.sends(location={**PLACE, "live_period": 60})
    update = {"edited_message": phone.message(location=PLACE) | {"edit_date": 1}}
    phone.api.push(update)
    phone.says("hoi")
    assert len(phone.api.made("sendMessage", chat=phone.chat)) == 3


def test_a_very_long_text_is_read_and_said_so(phone: Phone) -> None:
    phone.start("voorbeeld-college").says(("bla " * 600) + "ik wil dood " + ("bla " * 400))
    assert "Bel: 113" in phone.text
    assert "Je hebt veel geschreven" in phone.text


def test_a_burst_is_answered_in_order(phone: Phone) -> None:
    phone.start("voorbeeld-college")
    typed = {
        "hoi": "Fijn dat je er bent",
        "/privacy": "Telegram kent",
        "dankjewel": "Graag gedaan",
        "doei": "Dag.",
    }
    for text in typed:
        phone.api.push({"message": phone.message(text=text)})
    phone.wait(2, least=4)
    assert len(phone.new) == 4
    for message, expected in zip(phone.new, typed.values(), strict=True):
        assert expected in message["text"]


@pytest.mark.parametrize("text", ["hoi", "/start", "/hulp", "/wis", "/privacy", "/school", "ik wil dood"])
def test_an_update_that_comes_three_times_is_answered_once(phone: Phone, text: str) -> None:
    once = len(Phone(phone.api, phone.chat + 1).says(text).new)
    phone.says(text, times=3)
    assert len(phone.new) == once


def test_a_press_that_comes_three_times_is_answered_once(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas")
    phone.presses("Op school", times=3)
    assert sum(text.startswith("Chidi Okafor") for text in phone.texts) == 1


def test_a_double_tap_is_answered_once(phone: Phone) -> None:
    phone.start("voorbeeld-college")
    welcome = phone.new[-1]
    before = len(phone.api.made("sendMessage", chat=phone.chat))
    for _ in range(2):
        phone.api.push(phone.press(welcome, "gesprek.hulp_nu"))
    phone.wait(before)
    assert sum("Bel: 112" in row["text"] for row in phone.new) == 1


def test_a_button_of_an_earlier_question_says_so_and_help_works_always(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("mijn mentor appt me savonds rare dingen")
    question = dict(phone.new[-1])
    phone.presses("Ja")
    phone._turn(phone.press(question, "veilig.weet_niet"))
    assert phone.text == words()["oude_knop"]
    phone.presses("Maakt niet uit")
    assert "Naima Amrani" in phone.text
    phone._turn(phone.press(question, "veilig.nee"))
    assert "Bel: 112" in phone.text


def test_a_button_of_a_conversation_that_is_gone_begins_again(phone: Phone) -> None:
    message = {"message_id": phone.api.number(), "text": "?", "chat": {"id": phone.chat, "type": "private"}}
    message |= {"from": {"id": 1, "is_bot": True, "first_name": "w"}, "date": 1700000000}
    phone.api.chats[phone.chat][message["message_id"]] = message
    phone._turn(phone.press(message, "voorkeur.school"))
    assert words()["opnieuw"] in phone.text
    assert "niet end-to-end versleuteld" in phone.text


def test_a_message_too_old_to_be_shown_can_be_pressed(phone: Phone) -> None:
    inaccessible = {"chat": {"id": phone.chat, "type": "private"}, "message_id": 5, "date": 0}
    phone._turn(phone.press(inaccessible, "gesprek.hulp_nu"))
    assert "Bel: 112" in phone.text


def test_a_button_we_never_made_is_refused_kindly(phone: Phone) -> None:
    phone.start("voorbeeld-college")
    for data in ("/restart", "kaart.Niemand", "x" * 64):
        phone._turn(phone.press(dict(phone.new[-1]), data))
        assert words()["oude_knop"] in phone.text


GROUPS = itertools.count(-1001, -1)


def group_update(api: BotApi, chat: int, **content: Any) -> dict[str, Any]:
    student = {"id": 5, "is_bot": False, "first_name": "Zwaluw"}
    place = {"id": chat, "type": "supergroup", "title": "klas 2b"}
    return {"message_id": api.number(), "date": 1700000000, "from": student, "chat": place, **content}


def test_a_group_is_refused_politely_once_and_told_where_to_go(phone: Phone) -> None:
    api, chat = phone.api, next(GROUPS)
    api.chats[chat] = {}
    for text in ("/start", "ik wil dood", "hoi"):
        api.push({"message": group_update(api, chat, text=text)})
    phone.says("hoi")
    sent = api.made("sendMessage", chat=chat)
    assert [call.params["text"] for call in sent] == [words()["groep"]]
    assert "t.me/WegwijzerProefBot" in json.dumps(sent[0].params["reply_markup"])
    assert api.made("leaveChat", chat=chat)


def test_a_group_it_is_added_to_is_left(phone: Phone) -> None:
    api, chat = phone.api, next(GROUPS)
    api.chats[chat] = {}
    api.push({"my_chat_member": group_update(api, chat, **member("left", "member"))})
    phone.says("hoi")
    assert [call.params["text"] for call in api.made("sendMessage", chat=chat)] == [words()["groep"]]
    assert api.made("leaveChat", chat=chat)


def test_a_group_it_is_added_to_again_is_left_again(phone: Phone) -> None:
    api, chat = phone.api, next(GROUPS)
    api.chats[chat] = {}
    for change in (("left", "member"), ("member", "left"), ("left", "member")):
        api.push({"my_chat_member": group_update(api, chat, **member(*change))})
        phone.says("hoi")
    assert len(api.made("leaveChat", chat=chat)) == 2
    assert len(api.made("sendMessage", chat=chat)) == 1


def member(before: str, after: str) -> dict[str, Any]:
    bot = {"id": 4242424242, "is_bot": True, "first_name": "Wegwijzer"}
    return {
        "old_chat_member": {"user": bot, "status": before},
        "new_chat_member": {"user": bot, "status": after, **({"until_date": 0} if after == "kicked" else {})},
    }


def test_who_blocks_the_bot_is_forgotten_and_can_come_back(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas")
    phone.api.blocked.add(phone.chat)
    change = {"message_id": 0, "from": phone._me, "chat": {"id": phone.chat, "type": "private"}, "date": 1}
    phone.api.push({"my_chat_member": change | member("member", "kicked")})
    phone.api.push({"message": phone.message(text="hoi")})  # sent just before
    Phone(phone.api, phone.chat + 2).says("hoi")
    phone.api.blocked.discard(phone.chat)
    phone.says("op school")
    assert "Chidi Okafor" not in phone.text
    assert "niet end-to-end versleuteld" in phone.text


def test_service_messages_are_no_questions(phone: Phone) -> None:
    phone.api.push(
        {"message": phone.message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})}
    )
    phone.says("hoi")
    assert len(phone.api.made("sendMessage", chat=phone.chat)) == 2


# What a tester found.


def test_a_cry_right_after_another_message_is_remembered(phone: Phone) -> None:
    phone.start("voorbeeld-college")
    for text in ("ik word gepest", "ik wil dood"):
        phone.api.push({"message": phone.message(text=text)})
    phone.wait(2, least=6)
    phone.says("niemand helpt")
    assert "Hulp nu" in phone.labels


@pytest.mark.parametrize("text", ["113", "112", "112!!", "bel 113", "\U0001f198", "sos"])
def test_a_number_or_a_sign_for_help_is_a_call_for_help(phone: Phone, text: str) -> None:
    phone.start("voorbeeld-college").says(text)
    assert "Bel: 112" in phone.text
    assert "Bel: 113" in phone.text


def test_a_wipe_that_telegram_refuses_is_tried_again(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas")
    phone.api.refuse("deleteMessages", 500, "Internal Server Error", chat=phone.chat)
    phone.says("/wis")
    assert not [row for row in phone.screen.values() if "gepest" in said(row)]


def test_asked_in_words_it_takes_the_messages_off_the_screen_too(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas").says("wis dit gesprek")
    assert not [row for row in phone.screen.values() if "gepest" in said(row)]


def test_a_school_that_is_removed_in_the_middle_of_a_talk(phone: Phone, api: BotApi, schools: Path) -> None:
    file = schools / "proefweg.yml"
    file.write_text(LEAVING, encoding="utf-8")
    wait_for(lambda: "Proefweg" in Phone(api, next(CHATS)).start("proefweg").text)
    phone.start("proefweg").says("ik word gepest in de klas").presses("Maakt niet uit")
    assert "Wil Weg" in phone.text
    file.unlink()
    wait_for(lambda: words()["school_onbekend"] in Phone(api, next(CHATS)).start("proefweg").text)
    # The action server looks at the folder by itself, so it may know a moment later.
    wait_for(lambda: "een volwassene die je vertrouwt" in phone.says("ik wil dood").text)
    assert "Jouw school" not in phone.text
    assert all(line in phone.text for line in ("113", "112"))
    phone.says("ik word gepest in de klas")
    assert phone.text.count("Jouw school doet hier niet meer mee") == 1
    phone.says("ik heb ruzie met mijn moeder")
    assert "Jouw school" not in phone.text
    assert "Wil Weg" not in phone.text
