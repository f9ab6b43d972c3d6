"""The steps that build the tables; alembic runs them when the database is opened."""
