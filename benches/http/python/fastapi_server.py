"""The greeting by FastAPI and uvicorn. Prints its url; ends when its input does."""
import os
import socket
import sys
import threading

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Hello(BaseModel):
    name: str


app = FastAPI()


@app.post("/hello")
async def hello(body: Hello) -> str:
    return "Hello " + body.name


def end_with_input():
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    print("http://127.0.0.1:%d/" % listener.getsockname()[1], flush=True)
    config = uvicorn.Config(app, access_log=False, log_level="error", timeout_keep_alive=3600)
    uvicorn.Server(config).run(sockets=[listener])
