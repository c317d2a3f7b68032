"""Personal messages by a store's application at WeCom, DingTalk or Feishu (R10.3)."""

from django.conf import settings

from foundation.deliveries import NoConnection, NotDelivered, Unclear

from ..models import PersonalMessages
from ..rules import left_out, letter_request, token_of, token_request
from .webhook import ask, require_taken


class MessengerApp:
    """Asks for its token when the first message is sent."""

    def __init__(self, store: PersonalMessages) -> None:
        self._store = store
        self._host = settings.MESSENGER_HOSTS[store.format]
        self._token = ""

    def send(self, *, to: str, text: str, once: str) -> None:
        """Bring the text to the person of this user ID; raises ``NotDelivered`` or ``Unclear``.

        ``NoConnection`` where the application itself is refused: nobody can be written to.
        """
        self._log_in()
        format, agent_id = self._store.format, self._store.agent_id
        answer = ask(*letter_request(format, self._host, self._token, agent_id, to, text, once))
        require_taken(format, answer)
        if unknown := left_out(format, answer):
            raise NotDelivered(f"unknown there: {unknown}")

    def _log_in(self) -> None:
        if self._token:
            return
        url, body = token_request(
            self._store.format, self._host, self._store.app_id, self._store.secret
        )
        try:
            answer = ask(url, body)
        except (NotDelivered, Unclear) as error:  # no message has left yet, whatever happened
            raise NoConnection(str(error)) from error
        self._token = token_of(self._store.format, answer)
        if not self._token:
            raise NoConnection("the application was refused")
