"""Certificates for a scenario, good and bad ones, as PEM files in its directory."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Identity:
    """A certificate, its key, and both in one file, as some servers want it."""
    certificate_file: Path
    key_file: Path
    both_file: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def _alternative(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def make(scenario, common_name, names=(), begins_h=-24, ends_h=30 * 24, issuer=None, authority=False):
    """Signed by `issuer`, else by itself; its files are called after the common name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    builder = (x509.CertificateBuilder()
               .subject_name(subject)
               .issuer_name(issuer.certificate.subject if issuer else subject)
               .public_key(key.public_key())
               .serial_number(x509.random_serial_number())
               .not_valid_before(now + datetime.timedelta(hours=begins_h))
               .not_valid_after(now + datetime.timedelta(hours=ends_h))
               .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(n) for n in names]), critical=False)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())

    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    key_pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption()).decode()
    base = common_name.replace(" ", "-")
    return Identity(scenario.file(f"{base}.crt", pem), scenario.file(f"{base}.key", key_pem),
                    scenario.file(f"{base}.pem", pem + key_pem), certificate, key)
