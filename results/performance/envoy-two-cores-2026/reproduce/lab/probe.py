"""One request from inside a namespace, as JSON: python3 -m lab.probe ADDRESS PORT [plain | AUTHORITY [CERTIFICATE KEY]]."""

from __future__ import annotations

import http.client
import json
import ssl
import sys

_TIMEOUT_SECONDS = 5


def ask(address: str, port: int, tls: ssl.SSLContext | None) -> dict[str, object]:
    """Status and server of the answer, or how the request was refused."""
    if tls is None:
        connection = http.client.HTTPConnection(address, port, timeout=_TIMEOUT_SECONDS)
    else:
        connection = http.client.HTTPSConnection(address, port, timeout=_TIMEOUT_SECONDS, context=tls)
    try:
        connection.request("GET", "/payload", headers={"Host": "app.lab"})
        response = connection.getresponse()
        body = response.read()
    # Under TLS 1.3 a server refuses a client's certificate after the client's side of the handshake is done: at the first read.
    except (OSError, http.client.HTTPException) as error:
        return {"refused": type(error).__name__, "reason": getattr(error, "reason", None) or str(error)}
    finally:
        connection.close()
    return {"status": response.status, "server": response.getheader("server"), "bytes": len(body)}


def context(authority: str, certificate: str | None, key: str | None) -> ssl.SSLContext:
    """TLS that shows the certificate, if any, and trusts the authority; names are in URIs, which Python does not match."""
    made = ssl.create_default_context(cafile=authority)
    made.check_hostname = False
    if certificate is not None:
        made.load_cert_chain(certificate, key)
    return made


if __name__ == "__main__":
    where, number, how, *pair = sys.argv[1:]
    given = None if how == "plain" else context(how, *(pair or (None, None)))
    sys.stdout.write(json.dumps(ask(where, int(number), given)) + "\n")
