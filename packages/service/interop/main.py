"""Calls an RPC with gRPC for Python, once for each request: main.py host:port path base64...

Prints what the client reads of each answer as JSON.
"""

import base64
import json
import sys

import grpc

address, path, *requests = sys.argv[1:]
with grpc.insecure_channel(address) as channel:
    call = channel.unary_unary(path)
    for request in requests:
        try:
            call(base64.b64decode(request), timeout=30)
            read = {"code": 0, "message": ""}
        except grpc.RpcError as error:
            read = {"code": error.code().value[0], "message": error.details()}
        print(json.dumps(read))
