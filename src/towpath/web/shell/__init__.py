"""The shell of every page: layouts, macros, styles, small scripts and formats. No rules and no queries."""
