"""Which school: from the link that was scanned, a name that is typed, or a button."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway import replies
from gateway.chat import Chat
from gateway.replies import Reply
from gateway.telegram.conversations import Conversation
from gateway.telegram.layout import Button, Piece, help_now, pieces, text_pieces, with_buttons, words
from wegwijzer.directory import Directory, Live
from wegwijzer.normalise import fold
from wegwijzer.questions import FEW
from wegwijzer.school import School
from wegwijzer.school_search import SchoolSearch
from wegwijzer.texts import choice_label, render

SKIP = "telegram.zonder_school"
# A name has at most so many words; more is a story.
NAME_WORDS = 6


class Schools:
    """Asks for the school and understands the answer."""

    def __init__(self, live: Live, chat: Chat) -> None:
        """Know the schools that are live; `chat` shows other people when the school changes."""
        self._live = live
        self._chat = chat

    def welcome(self, conversation: Conversation, link: str) -> list[Piece]:
        """Return the first words: what this is and what Telegram keeps, then a question.

        Args:
            link: what the scanned link says after `?start=`.
        """
        directory = self._live.directory
        every = directory.schools
        named = link.lower() or (next(iter(every)) if len(every) == 1 else conversation.school)
        hello = notice(directory)
        if named in every:
            conversation.school = named
            return [*hello, *_begin(every[named])]
        question = self.ask(conversation, [words()["school_onbekend"]] if link else ())
        return [*hello, *question]

    def ask(self, conversation: Conversation, before: Iterable[str] = ()) -> list[Piece]:
        """Return the question for the school."""
        conversation.asked_school, conversation.school_missed = True, False
        schools = self._live.directory.search
        current = schools.get(conversation.school or "")
        now = [_now(current, "school_tot_nu")] if current else []
        found = text_pieces([*before, *now, *(() if before else (words()["vraag_school"],))])
        return with_buttons(found, [*_few(schools), *_skip(), *help_now()])

    async def named(self, conversation: Conversation, text: str) -> list[Piece] | None:
        """Return what follows on the name of a school, or None when the text is something else."""
        patterns = words()["patronen"]
        plain = re.sub(patterns["school_aanloop"], "", fold(text).strip(" .!"))
        is_name = len(plain.split()) <= NAME_WORDS and not re.search(patterns["school_verhaal"], plain)
        if not conversation.asked_school or not is_name:
            return None
        meant = self._live.directory.search.meant(plain, FEW)
        if meant.school:
            return await self._set(conversation, meant.school)
        if meant.choices:
            buttons = [*map(_button, meant.choices), *_skip()]
            return with_buttons(text_pieces([words()["welke_school"]]), buttons)
        return None

    async def chosen(self, conversation: Conversation, choice: str) -> list[Piece] | None:
        """Return what follows on a button below our question, or None when it is not one of those."""
        kind, _, school = choice.partition(".")
        if choice == SKIP:
            conversation.asked_school, conversation.school_skipped = False, conversation.school is None
            if conversation.has_topic or conversation.school:
                return text_pieces([words()["school_verder"]])
            return _question([words()["geen_school"]])
        found = self._live.directory.schools.get(school) if kind == "school" else None
        if conversation.asked_school and found:
            return await self._set(conversation, found)
        return None

    def unknown(self, conversation: Conversation, reply: Reply) -> list[Piece] | None:
        """Return what is said when the words after our question were neither a school nor a story."""
        if not conversation.asked_school:
            return None
        state = reply["state"]
        if state["topic"] or state["crisis"]:
            conversation.asked_school = False
        if conversation.school_missed or state["step"] != "confirm":
            return None
        again = self.ask(conversation, [words()["school_onbekend"]])
        conversation.school_missed = True
        return again

    async def _set(self, conversation: Conversation, school: School) -> list[Piece]:
        conversation.school, conversation.asked_school = school.id, False
        if not conversation.has_topic:
            return _begin(school)
        reply = await self._chat.choice(conversation.session, f"school.{school.id}")
        return [*text_pieces([_now(school)]), *pieces(reply)]


def _begin(school: School) -> list[Piece]:
    return _question([_now(school)])


def _now(school: School, line: str = "school_nu") -> str:
    return str(words()[line].format(school=_label(school)))


def _few(schools: SchoolSearch) -> list[Button]:
    return [_button(school) for school in schools.by_name] if len(schools) <= FEW else []


def _button(school: School) -> Button:
    return Button(_label(school), f"school.{school.id}")


def _label(school: School) -> str:
    return choice_label(f"school.{school.id}", {}, {school.id: school})


def notice(directory: Directory) -> list[Piece]:
    """Return what every student reads first."""
    return text_pieces([replies.welcome(directory, None, "telegram")["messages"][0]["text"]])


def _question(before: list[str]) -> list[Piece]:
    begin = Button(choice_label("vraag.keuzes", {}, {}), "vraag.keuzes")
    return with_buttons(text_pieces([*before, render("utter_welkom_vraag")]), [begin, *help_now()])


def _skip() -> list[Button]:
    return [Button(words()["zonder_school"], SKIP)]
