"""A SAML 2.0 identity provider small enough to read: takes an AuthnRequest, answers with an assertion that it signed itself."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

PROTOCOL, ASSERTION = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
ENTITY, SIGN_ON = "https://login.northwind.com/saml", "https://login.northwind.com/saml/sso"
RESPONSE = """<samlp:Response xmlns:samlp="{p}" xmlns:saml="{a}" ID="_{rid}" Version="2.0" IssueInstant="{now}" Destination="{acs}"{answers}>
<saml:Issuer>{entity}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_{aid}" Version="2.0" IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{soon}" Recipient="{acs}"{answers}/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{soon}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_{aid}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="name"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
</saml:Assertion></samlp:Response>"""


class Provider:
    """`certificate` is what the other side is given; `answer` is what a browser would post to it."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.northwind.com")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30)).sign(self.key, hashes.SHA256())
        )  # fmt: skip
        self.certificate = made.public_bytes(serialization.Encoding.PEM).decode()

    def answer(self, redirect: str, email: str, *, signed: bool = True, asked: bool = True) -> dict[str, str]:
        """The form for the request that a redirect carries; unsigned or unasked to be refused."""
        request = self._request(redirect)
        now = datetime.now(UTC)
        text = RESPONSE.format(
            p=PROTOCOL, a=ASSERTION, rid=uuid4().hex, aid=uuid4().hex, entity=ENTITY, email=email, now=_moment(now),
            before=_moment(now - timedelta(minutes=1)), soon=_moment(now + timedelta(minutes=5)),
            acs=request.get("AssertionConsumerServiceURL"), audience=request.findtext(f"{{{ASSERTION}}}Issuer"),
            answers=f' InResponseTo="{request.get("ID")}"' if asked else "",
        )  # fmt: skip
        root = etree.fromstring(text)
        if signed:
            self._sign(root.find(f"{{{ASSERTION}}}Assertion"))
        return {"SAMLResponse": base64.b64encode(etree.tostring(root)).decode(), "RelayState": ""}

    def _request(self, redirect: str) -> etree._Element:
        parts = urlsplit(redirect)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == SIGN_ON
        sent = base64.b64decode(parse_qs(parts.query)["SAMLRequest"][0])
        request = etree.fromstring(zlib.decompress(sent, -15))
        assert request.tag == f"{{{PROTOCOL}}}AuthnRequest"
        assert request.get("Destination") == SIGN_ON
        return request

    def _sign(self, assertion: etree._Element) -> None:
        signature = xmlsec.template.create(assertion, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256)
        assertion.insert(1, signature)
        reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri=f"#{assertion.get('ID')}")
        xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
        xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
        xmlsec.tree.add_ids(assertion, ["ID"])
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(pem, xmlsec.KeyFormat.PEM)
        context.sign(signature)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
