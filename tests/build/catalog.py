"""What a database is made of, so that two can be compared."""

import asyncpg

OURS = "('public', 'api', 'wirebase')"
QUESTIONS = {
    "columns": f"""
        select table_schema, table_name, column_name, data_type, udt_name, is_nullable, is_identity,
          column_default from information_schema.columns where table_schema in {OURS}""",
    "constraints": f"""
        select n.nspname, r.relname, c.conname, pg_get_constraintdef(c.oid)
        from pg_constraint c join pg_class r on r.oid = c.conrelid
        join pg_namespace n on n.oid = r.relnamespace
        where n.nspname in {OURS} and c.contype <> 'n'""",
    "indexes": f"select schemaname, tablename, indexname, indexdef from pg_indexes "
    f"where schemaname in {OURS}",
    "triggers": """
        select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger
        where not tgisinternal""",
    "policies": "select schemaname, tablename, policyname, roles::text, cmd, qual, with_check "
    "from pg_policies",
    "secured": "select relname, relrowsecurity from pg_class c where relkind = 'r' "
    "and relnamespace = 'public'::regnamespace",
    "grants": """
        select table_name, column_name, grantee, privilege_type
        from information_schema.column_privileges
        where table_schema = 'public' and grantee in ('anon', 'authenticated', 'service_role')""",
    "table grants": """
        select table_name, grantee, privilege_type from information_schema.table_privileges
        where table_schema = 'public' and grantee in ('anon', 'authenticated', 'service_role')""",
    "functions": f"""
        select n.nspname, proname, pg_get_function_arguments(p.oid), prosrc, proacl::text,
          obj_description(p.oid, 'pg_proc')
        from pg_proc p join pg_namespace n on n.oid = pronamespace where n.nspname in {OURS}""",
    "comments": """
        select c.relname, a.attname, coalesce(d.description, '') from pg_description d
        join pg_class c on c.oid = d.objoid
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
          and d.objsubid > 0
        where d.classoid = 'pg_class'::regclass and c.relnamespace = 'public'::regnamespace""",
}


async def catalog(connection: asyncpg.Connection) -> dict[str, set[tuple]]:
    """Its parts by kind; sequences of identity columns keep the names that Postgres gave them."""
    return {
        kind: {tuple(row) for row in await connection.fetch(sql)} for kind, sql in QUESTIONS.items()
    }
