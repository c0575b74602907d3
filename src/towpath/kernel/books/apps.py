from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "towpath.kernel.books"
    label = "books"
