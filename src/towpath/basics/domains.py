"""Web domains made comparable: the registrable part, lower case, without free mail and shared hosts."""

import re


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


FREE_MAIL = _listed("""
    126.com 163.com abv.bg aol.com att.net bigpond.com bk.ru bluewin.ch bol.com.br btinternet.com comcast.net
    daum.net fastmail.com free.fr freenet.de gmail.com gmx.com gmx.de gmx.net googlemail.com hanmail.net
    hey.com hotmail.com icloud.com inbox.ru interia.pl laposte.net libero.it list.ru live.com mac.com mail.com
    mail.ru me.com msn.com naver.com o2.pl onet.pl orange.fr outlook.com proton.me protonmail.com qq.com
    rambler.ru rediffmail.com sbcglobal.net seznam.cz shaw.ca sina.com sky.com t-online.de telus.net
    terra.com.br tiscali.it tutanota.com ukr.net uol.com.br verizon.net virgilio.it wanadoo.fr web.de wp.pl
    yahoo.com yandex.com yandex.ru ymail.com zoho.com
""")
# Places where anyone can have a page: the domain says nothing about the organisation.
_SHARED_HOSTS = _listed("""
    amazonaws.com azurewebsites.net blogspot.com cloudfront.net facebook.com github.io gitlab.io herokuapp.com
    instagram.com linkedin.com myshopify.com netlify.app sites.google.com squarespace.com twitter.com
    vercel.app webflow.io weebly.com wixsite.com wordpress.com x.com youtube.com
""")
_SECOND_LEVELS = _listed("""
    ac co com edu firm gen go gob gouv gov govt id ltd mil ne net nhs nom or org plc sch web
""")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def normalise_domain(text: str | None) -> str:
    """The registrable domain of a web address, e-mail address or host, lower case and punycode.

    Empty when there is none, when it is an address number, or when it belongs to a free mail or page host: such
    a domain says nothing about the organisation.
    """
    host = (text or "").strip().lower()
    host = re.sub(r"^(?:[a-z][a-z0-9+.-]*://+|mailto:|//)", "", host)
    host = re.split(r"[/?#\s,;]", host, maxsplit=1)[0].rsplit("@", 1)[-1].split(":", 1)[0].strip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    depth = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS and len(labels) > 2 else 2
    domain = ".".join(labels[-depth:])
    return "" if domain in FREE_MAIL or domain in _SHARED_HOSTS or host in _SHARED_HOSTS else domain


def domain_label(domain: str) -> str:
    """The part of a registrable domain that carries the name, hyphens out: `acme-robotics.co.uk` gives `acmerobotics`."""
    return domain.split(".", 1)[0].replace("-", "")
