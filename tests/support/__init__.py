"""What tests of every context share: environment, tables, engine, HTTP client, delivery of facts."""
