"""Files of a partner's registration: listed, taken in one at a time or with a form, given back as downloads."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.lifecycles import DRAFT, RETURNED
from towpath.domain.deals.models import Registration
from towpath.kernel.documents.models import Document
from towpath.kernel.documents.store import opened
from towpath.kernel.refusals import Invalid, NotFound, Refusal
from towpath.web.portal.deals_doors import readers_only


def items(request: HttpRequest, registration: Registration) -> list[dict[str, Any]]:
    """The files as `ui.file_field` takes them; who added one may take it back while it is in the partner's hands."""
    return [_item(request, registration, one) for one in queries.files(request.user, registration)]


def _item(request: HttpRequest, registration: Registration, one: Document) -> dict[str, Any]:
    removable = registration.state in (DRAFT, RETURNED) and one.added_by_id == request.user.pk
    return {
        "name": one.name,
        "size": one.size,
        "value": one.pk if removable else None,
        "url": reverse("portal:file", args=[registration.reference, one.pk]),
    }


def taken(request: HttpRequest, registration: Registration) -> dict[str, list[str]]:
    """Keep the files that came with a form, so that an error elsewhere loses none; what is wrong with the others."""
    wrong: list[str] = []
    for upload in request.FILES.getlist("files"):
        try:
            registrations.add_file(registration.reference, request.occasion, upload)
        except Invalid as refusal:
            wrong += refusal.errors["file"]
    for number in request.POST.getlist("files_remove"):
        try:
            registrations.remove_file(
                registration.reference, request.occasion, document=int(number) if number.isdigit() else 0
            )
        except NotFound:
            wrong.append(_("A file that a colleague added can be removed only by that colleague."))
    return {"files": wrong} if wrong else {}


def one_sent(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take in the one file that a script sends with its progress; the answer is JSON: the kept file, or the error."""
    upload = request.FILES.get("files")
    if upload is None:
        return JsonResponse({"error": _("Choose a file first.")}, status=422)
    try:
        kept = registrations.add_file(registration.reference, request.occasion, upload)
    except Invalid as refusal:
        return JsonResponse({"error": " ".join(refusal.errors["file"])}, status=422)
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    return JsonResponse(_item(request, registration, kept))


@readers_only
@require_safe
def file(request: HttpRequest, ref: str, document: int) -> HttpResponse:
    """The bytes of a file, always as a download: nothing that was uploaded is ever shown as a page."""
    found = queries.file(request.user, queries.one(request.user, ref), document)
    response = FileResponse(opened(found), as_attachment=True, filename=found.name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
