"""Addresses of products, price books and price lists in the workspace."""

from django.urls import path

from towpath.web.workspace import price_books, price_forms, price_imports, products

ONE, BOOK, FILE = "products/<str:sku>", "price-books/<str:reference>", "price-lists/<str:reference>"
urlpatterns = [
    path("products", products.products, name="products"),
    path("products.csv", products.products_csv, name="products_csv"),
    path("products/new", products.new_product, name="product_new"),
    path(ONE, products.product, name="product"),
    path(f"{ONE}/change", products.change, name="product_change"),
    path(f"{ONE}/end", products.end, name="product_end"),
    path("price-books", price_books.books, name="price_books"),
    path("price-books/new", price_forms.new_book, name="price_book_new"),
    path(BOOK, price_books.book, name="price_book"),
    path(f"{BOOK}/prices.csv", price_books.book_csv, name="price_book_csv"),
    path(f"{BOOK}/compare", price_books.compare, name="price_book_compare"),
    path(f"{BOOK}/moves/<str:name>", price_forms.book_move, name="price_book_move"),
    path(f"{BOOK}/prices/new", price_forms.set_price, name="price_set"),
    path(f"{BOOK}/prices/<str:sku>/end", price_forms.end_price, name="price_end"),
    path(f"{BOOK}/prices/<str:sku>/withdraw/<str:day>", price_forms.withdraw, name="price_withdraw"),
    path("price-lists", price_imports.imports_page, name="price_imports"),
    path(FILE, price_imports.one_import, name="price_import"),
    path(f"{FILE}/check", price_imports.check, name="price_import_check"),
    path(f"{FILE}/moves/<str:name>", price_imports.move, name="price_import_move"),
    path(f"{FILE}/faults.csv", price_imports.problems, name="price_import_problems"),
]
