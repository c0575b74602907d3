"""The pages: shell (look and shared parts), portal (partners) and workspace (vendor)."""
