"""Certificates of a mesh in small, by openssl: an authority, a client and a server, and two that have to be refused."""

from __future__ import annotations

from pathlib import Path

from lab.process import call

CLIENT = "spiffe://lab.example/client"
SERVER = "spiffe://lab.example/server"
_STRANGER = "spiffe://lab.example/stranger"
_DAYS = "2"


def make(folder: Path) -> None:
    """Write <name>.pem and <name>.key for authority, client, server, stranger and outsider. Keys are P-256, as meshes issue them."""
    folder.mkdir(mode=0o700)
    for authority in ("authority", "other-authority"):
        _authority(folder, authority)
    _leaf(folder, "client", CLIENT, "authority")
    _leaf(folder, "server", SERVER, "authority")
    _leaf(folder, "stranger", _STRANGER, "authority")  # the right authority, but nobody who may call
    _leaf(folder, "outsider", CLIENT, "other-authority")  # the right name, by an authority that nobody trusts


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _authority(folder: Path, name: str) -> None:
    files = ("-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem"))
    call("openssl", "req", "-x509", *_KEY, *files, "-days", _DAYS, "-subj", f"/CN={name}")


def _leaf(folder: Path, name: str, identity: str, authority: str) -> None:
    key, request, extensions = (folder / f"{name}.{ending}" for ending in ("key", "csr", "ext"))
    call("openssl", "req", *_KEY, "-keyout", str(key), "-out", str(request), "-subj", f"/CN={name}")
    extensions.write_text(f"subjectAltName=URI:{identity}\nextendedKeyUsage=clientAuth,serverAuth\n", encoding="ascii")
    signer = ("-CA", str(folder / f"{authority}.pem"), "-CAkey", str(folder / f"{authority}.key"), "-CAcreateserial")
    files = ("-in", str(request), "-out", str(folder / f"{name}.pem"), "-extfile", str(extensions))
    call("openssl", "x509", "-req", *signer, *files, "-days", _DAYS)
