"""Acts that a list posts: kept once, for whoever may do them, and for nobody and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

import httpx
import pytest

from careplan.plan import PlannedTask
from careplan.store import EventFilter
from careplan.task import Outcome, TaskStatus
from tests.served_clinic import ServedClinic

NOTES = "K03"
_numbers = count(1)
NOT_KEPT = {"kept": False}


@dataclass(frozen=True)
class Post:
    """A served clinic with one plan, and a way to post to it."""

    clinic: ServedClinic
    plan_id: str

    def __call__(self, act: object, who: str = "coordinator", **headers: str) -> httpx.Response:
        text = act if isinstance(act, str) else json.dumps(act)
        sent = {"content-type": "application/json", **headers}
        cookies = {"careplan_session": self.clinic.sign_in(who)} if who else {}
        return httpx.post(f"{self.clinic.served.url}/acts", content=text, headers=sent, cookies=cookies)

    @property
    def patient_id(self) -> str:
        return self.clinic.small.plan(self.plan_id).patient_id

    @property
    def notes(self) -> PlannedTask:
        return self.clinic.small.task(self.plan_id, NOTES)

    def done(self, **other: object) -> dict[str, object]:
        return {"act": "partly", "id": self.notes.id, "v": 1, "note": "Two of three", "n": uuid4().hex, **other}

    def happened(self) -> list[str]:
        with self.clinic.small.clinic.store.reading() as records:
            return [one.event.act for one in records.events.latest(EventFilter(task_id=self.notes.id))]


@pytest.fixture
def post(house: ServedClinic) -> Post:
    """Post to the plan of a new patient."""
    begun = house.small.begin("V2", "failed_fusion", patient=f"P-{next(_numbers):04}")
    return Post(house, begun.plan_id)


def test_an_act_is_kept_once_however_often_it_is_posted(post: Post) -> None:
    act = post.done()
    kept = {"kept": True, "said": f"Partly: {post.notes.title}, {post.patient_id}."}
    assert [post(act).json() for _ in range(3)] == [kept] * 3
    assert (post.notes.outcome, post.notes.note) == (Outcome.PARTLY, "Two of three")
    assert len(post.happened()) == 1


def test_an_act_is_taken_back_by_post(post: Post) -> None:
    post(post.done())
    [act] = post.happened()
    undo = {"act": "undo", "id": act, "v": 0, "note": "", "n": uuid4().hex}
    assert [post(undo).json()["kept"] for _ in range(3)] == [True] * 3
    assert post.notes.status is TaskStatus.TODO


def test_nobody_posts_who_is_not_signed_in(post: Post) -> None:
    assert post(post.done(), who="").status_code == 401
    assert post.notes.is_open


@pytest.mark.parametrize("who", ["viewer", "surgeon"])
def test_nobody_posts_what_is_not_theirs_to_do(post: Post, who: str) -> None:
    """A viewer closes nothing; a surgeon closes a coordinator's task only with a reason, which a list does not ask."""
    assert post(post.done(), who).json() == NOT_KEPT
    assert post.notes.is_open


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_page_of_another_origin_could_send_is_not_kept(post: Post, kind: str) -> None:
    """Those three need no leave of this server; JSON does, and is given none."""
    assert post(post.done(), **{"content-type": kind}).json() == NOT_KEPT
    assert post.notes.is_open


@pytest.mark.parametrize("act", ["open", "more", "select", "open_done", "start", ""])
def test_what_only_changes_what_is_shown_is_not_kept(post: Post, act: str) -> None:
    assert post(post.done(act=act)).json() == NOT_KEPT
    assert post.happened() == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "[" * 5000, '"' + "x" * 9000 + '"', '{"act": "partly"}', "\x00\udfff"]
)
def test_what_is_no_act_is_not_kept(post: Post, text: str) -> None:
    answer = post(text.encode("utf-8", "surrogatepass").decode("latin-1"))
    assert (answer.status_code, answer.json()) == (200, NOT_KEPT)


def test_a_task_of_another_team_and_none_at_all_are_answered_alike(post: Post) -> None:
    answers = {post(post.done(id=task)).text for task in ("T-999999", post.notes.id + "0")}
    assert answers == {post(post.done(), who="viewer").text}
