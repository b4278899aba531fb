"""Paper: tables and forms in, bytes out. No tables of the database, no request."""
