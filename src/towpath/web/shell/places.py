"""From where a request came: the address in the network, as far as the proxies in front can be trusted."""

from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def place_of(request: HttpRequest) -> str | None:
    """The address as text; None when it is unknown."""
    try:
        return str(ip_address(get_adapter().get_client_ip(request)))
    except (ValueError, PermissionDenied):
        return None
