"""Serves the script that HARNESS names in our page, with the scripts of our components and no sign-in.

There are no records: an act that is posted is not kept, so it is done by the script, as where a post was refused.
"""

import os

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from careplan.web.component_scripts import PATH, script
from careplan.web.shell import shell


async def keeps_nothing(request: Request) -> JSONResponse:
    return JSONResponse({"kept": False})


async def keeps_no_text(request: Request) -> Response:
    return Response(status_code=204)


async def never_ends(request: Request) -> JSONResponse:
    return JSONResponse({"seconds": 3600, "idle": True})


routes = [
    Route("/", shell),
    Route(PATH, script),
    Route("/acts", keeps_nothing, methods=["POST"]),
    Route("/unsent", keeps_no_text, methods=["POST"]),
    Route("/session/state", never_ends),
    Route("/session/active", never_ends, methods=["POST"]),
]
app = st.App(os.environ["HARNESS"], routes=routes)
