"""What of this room belongs to a partner: nothing of it moves."""

from towpath.domain.partners.belongings import Belonging, register

register(
    Belonging("library.download", ("download", "downloads"), organisation="organisation",
              stays="Who took a file, and of which company, is kept as it happened."),
)  # fmt: skip
