-- The application never acts as the owner of its tables: it connects as, or takes on, the role cuijiao_app, so that what the
-- owner withholds (changing evidence) the application cannot do. A role belongs to the whole server, hence the ifs.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cuijiao_app') THEN
    CREATE ROLE cuijiao_app NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server was faster
END
$$;

-- Where only the owner's connection is given, the application connects with it and takes the role on.
DO $$
BEGIN
  EXECUTE format('GRANT cuijiao_app TO %I', current_user);
EXCEPTION
  WHEN insufficient_privilege OR invalid_grant_operation OR unique_violation THEN
    RAISE NOTICE 'role % cannot take on cuijiao_app: the application needs a connection of its own', current_user;
END
$$;

GRANT USAGE ON SCHEMA public TO cuijiao_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cuijiao_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO cuijiao_app;
