"""Who comes to the pages of deals: those who may read them, and those who may write."""

from towpath.domain.deals.access import ACCESS, Permission
from towpath.web.shell.guards import partner_with

readers_only = partner_with(ACCESS, Permission.VIEW)
writers_only = partner_with(ACCESS, Permission.DRAFT)
