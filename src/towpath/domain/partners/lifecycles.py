"""The life of everything in this room, as tables. No Django here.

A partner's own life (prospect to authorized to former) is recorded by Ops for now; its table comes with sign-up.
"""
