"""Buttons of the double: who pressed what, and what a bot hears of it.

In: presses by persons, and a bot's requests for updates.
Out: updates as Telegram writes them, each until a later one was asked for.
"""

from monitor.demo.botanswers import bad
from monitor.demo.botrecords import Chat, Json, message_json, person_json

#: What a button may send back, and the characters that a press may be answered with.
_PAYLOAD_LIMIT_BYTES = 64
_ALERT_LIMIT = 200


class Updates:
    """What was pressed and not yet fetched."""

    def __init__(self) -> None:
        self._updates: list[Json] = []
        self._last_update = 0
        #: What each press was answered, by its number.
        self.answers: dict[str, str] = {}

    def press(self, chat: Chat, message_id: int, label: str, person: int) -> str:
        """A person presses the button with this label; the number of the press."""
        message = chat.messages[message_id]
        assert message.markup, "there is no button under it"
        buttons = [one for row in message.markup["inline_keyboard"] for one in row]
        [data] = [one["callback_data"] for one in buttons if one["text"] == label]
        return self.press_anything(chat, message_id, data, person)

    def press_anything(self, chat: Chat, message_id: int, data: str, person: int) -> str:
        """A press that sends back what no button holds, as a made-up client could."""
        self._last_update += 1
        query = {
            "id": str(self._last_update),
            "from": person_json(person),
            "message": message_json(chat, chat.messages[message_id]),
            "chat_instance": "1",
            "data": data,
        }
        self._updates.append({"update_id": self._last_update, "callback_query": query})
        return str(self._last_update)

    def _getUpdates(self, given: Json) -> list[Json]:  # noqa: N802
        # Asking for what follows an update forgets it and all before it.
        self._updates = [
            one for one in self._updates if one["update_id"] >= given.get("offset", 0)
        ]
        wanted = given.get("allowed_updates") or ["callback_query"]
        return self._updates if "callback_query" in wanted else []

    def _answerCallbackQuery(self, given: Json) -> bool:  # noqa: N802
        number = given["callback_query_id"]
        if not number.isdigit() or not 0 < int(number) <= self._last_update:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(given.get("text", "")) > _ALERT_LIMIT:
            raise bad("MESSAGE_TOO_LONG")
        self.answers[number] = given.get("text", "")
        return True


def keyboard(given: Json) -> Json | None:
    """The buttons that a message is sent with."""
    markup: Json | None = given.get("reply_markup")
    for row in markup["inline_keyboard"] if markup else ():
        for button in row:
            if not 0 < len(button["callback_data"].encode()) <= _PAYLOAD_LIMIT_BYTES:
                raise bad("BUTTON_DATA_INVALID")
    return markup
