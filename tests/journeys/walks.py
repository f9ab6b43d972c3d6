"""Going through a dialog as a citizen does: saying things and pressing buttons."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.conversation import Assistant
from assistant.knowledge.checklist import Checklist
from assistant.messages import Address, Answer, Choice
from tests.builders import choice_ids, message, text_of


@dataclass
class Citizen:
    """One person at the web door; ``answer`` is what was answered last."""

    assistant: Assistant
    name: str = "chen"
    answers: list[Answer] = field(default_factory=list)

    @property
    def answer(self) -> Answer:
        return self.answers[-1]

    @property
    def address(self) -> Address:
        return Address("web", self.name)

    @property
    def heard(self) -> str:
        """All that the last answer said."""
        return text_of(self.answer)

    async def say(self, text: str, choice: str | None = None) -> Answer:
        self.answers.append(await self.assistant.respond(message(text, self.name, choice=choice)))
        return self.answer

    async def press(self, start: str) -> Answer:
        """Press the first button whose id begins like this."""
        found = next((c for c in self._buttons() if c.id.startswith(start)), None)
        assert found is not None, f"no button {start} among {choice_ids(self.answer)}"
        return await self.say(found.label, found.id)

    async def open_item(self, code: str) -> Answer:
        """Begin with this item, whatever the search would think of any words."""
        return await self.say(code, f"item:{code}")

    async def until_listed(self, *wanted: str) -> Checklist:
        """Answer every question asked: by the button named in ``wanted`` where there is one, else by the first."""
        for _ in range(12):
            if (given := self.checklist()) is not None:
                return given
            ids = choice_ids(self.answer)
            if any(i.startswith("aspect:materials") for i in ids):
                await self.press("aspect:materials")
                continue
            options = [i for i in ids if i.startswith("opt:")]
            assert options, f"neither a question nor a list: {self.heard}"
            await self.press(next((w for w in wanted if any(o.startswith(w) for o in options)), options[0]))
        raise AssertionError("asked more than a dozen questions")

    def checklist(self) -> Checklist | None:
        """The checklist of the last answer, if it gave one."""
        return next((r.checklist for r in self.answer.replies if r.checklist), None)

    def token(self) -> str:
        """The token of the last list given."""
        return next(r.token for a in reversed(self.answers) for r in a.replies if r.token)

    def _buttons(self) -> list[Choice]:
        return [c for r in self.answer.replies for c in r.choices]
