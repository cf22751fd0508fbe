"""Where Portico runs: its tables and permissions, its deployment, and `infra.local`, the whole portal on one machine."""
