"""An authenticator in software: makes a passkey, and signs what a page asks it to sign."""

import hashlib
import json
import struct

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData

# Somebody is there, and has shown who they are.
PRESENT_AND_VERIFIED, HAS_CREDENTIAL = 0x05, 0x40


class Passkey:
    def __init__(self, site="testserver", origin="https://testserver"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.site, self.origin, self.count = hashlib.sha256(site.encode()).digest(), origin, 0
        self.pk = hashlib.sha256(str(id(self)).encode()).digest()[:16]
        self.user = b""

    def _about(self, kind, challenge):
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, flags, rest=b""):
        self.count += 1
        return self.site + struct.pack(">BI", flags, self.count) + rest

    def _credential(self, response, **more):
        name = websafe_encode(self.pk)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, **more}

    def create(self, options):
        """What a browser answers to the options of a page that adds a passkey."""
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(b"\0" * 16), self.pk, public)
        data = self._data(PRESENT_AND_VERIFIED | HAS_CREDENTIAL, bytes(credential))
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": websafe_encode(self._about("webauthn.create", asked["challenge"])),
            "attestationObject": websafe_encode(attested),
        }
        return self._credential(response, clientExtensionResults={"credProps": {"rk": True}})

    def get(self, options):
        """What a browser answers to the options of a page that asks for a passkey."""
        about = self._about("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(PRESENT_AND_VERIFIED)
        proof = self.key.sign(data + hashlib.sha256(about).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(about),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(proof),
            "userHandle": self.user,
        }
        return self._credential(response, clientExtensionResults={})


def registered(person, passkey=None):
    """A passkey of the person, as the site keeps it."""
    challenge = {"publicKey": {"user": {"id": ""}, "challenge": "AAAA"}}
    made = (passkey or Passkey()).create(challenge)
    return Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Telephone", "credential": made},
    )
