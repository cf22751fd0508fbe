"""The whole portal on one machine: engine, tables, server, facts, mailbox and tools, in one process and behind one port."""
