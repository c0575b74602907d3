"""Addresses of purchase orders in the workspace."""

from django.urls import path

from towpath.web.workspace import purchase_orders

ORDER = "purchase-orders/<str:reference>"
urlpatterns = [
    path("purchase-orders", purchase_orders.listed, name="purchase_orders"),
    path("purchase-orders/new", purchase_orders.hand_in, name="purchase_order_new"),
    path(ORDER, purchase_orders.one, name="purchase_order"),
    path(f"{ORDER}/file", purchase_orders.file, name="purchase_order_file"),
    path(f"{ORDER}/moves/<str:name>", purchase_orders.move, name="purchase_order_move"),
]
