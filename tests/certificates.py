"""A certificate of our own for servers on this machine, and how clients come to trust it."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificate:
    """For ``names``, signed by itself; ``path`` holds certificate and key."""

    def __init__(self, folder, *names):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        now = datetime.now(UTC)
        known = [_name(each) for each in names]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(known), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        self.public, self.path = folder / f"{names[0]}.crt", folder / f"{names[0]}.pem"
        self.public.write_bytes(pem)
        self.path.write_bytes(secret + pem)
        self.path.chmod(0o600)

    @property
    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path)
        return context


def _name(text):
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


@pytest.fixture
def certificate(tmp_path):
    return Certificate(tmp_path, "localhost")


@pytest.fixture
def trusted(certificate, monkeypatch, settings):
    """Clients trust the certificate, and may call this machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.public))
    settings.PRIVATE_HOSTS = ["localhost"]
    return certificate
