-- What all operations share: who asks, how answers are given, how untrusted text is read.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
end $$;

create schema if not exists api;
create schema if not exists wirebase;
revoke all on schema wirebase from public;

create table wirebase.settings (
  key text primary key,
  value text not null
);
comment on table wirebase.settings is
  'unclaimed_accounts: open, or closed where an account that came without a password may not take the first one it is given';

create table wirebase.sessions (
  token text primary key,
  account text not null,
  created_at timestamptz not null default now()
);
comment on column wirebase.sessions.token is 'The placeholder of the token: a hash';

create table wirebase.credentials (
  account text not null,
  login text not null,
  password text not null,
  primary key (login, account)
);
comment on column wirebase.credentials.password is 'The placeholder of the password: a slow hash';
create index credentials_account on wirebase.credentials (account);

create table wirebase.recorded_answers (
  id bigint generated always as identity primary key,
  operation text not null,
  path text not null,
  query text not null,
  body text not null,
  status integer not null,
  headers json not null,
  answer text not null
);
create index recorded_answers_operation on wirebase.recorded_answers (operation, path, query);

create table wirebase.templates (
  name text not null,
  table_name text not null,
  place integer not null,
  row jsonb not null,
  primary key (name, table_name, place)
);
comment on table wirebase.templates is 'The rows that a new account of an anonymous login starts with';

alter table wirebase.settings enable row level security;
alter table wirebase.sessions enable row level security;
alter table wirebase.credentials enable row level security;
alter table wirebase.recorded_answers enable row level security;
alter table wirebase.templates enable row level security;

-- Answers ---------------------------------------------------------------------------------------

create function wirebase.state(status integer, headers json) returns void
  language plpgsql set search_path = ''
as $$
begin
  perform set_config('response.status', status::text, true),
          set_config('response.headers', coalesce(headers::text, ''), true);
end $$;
comment on function wirebase.state is 'Sets the status and the headers of the answer, as PostgREST reads them';

create function wirebase.headers(variadic pairs text[]) returns json
  language sql immutable set search_path = ''
as $$
  select json_agg(json_build_object(pairs[n], pairs[n + 1]) order by n)
  from generate_series(1, cardinality(pairs), 2) as n
  where pairs[n + 1] is not null
$$;
comment on function wirebase.headers is 'Names and values in turn, as a list of headers; those without a value are left out';

create function wirebase.answer(status integer, headers json, body anyelement) returns anyelement
  language plpgsql set search_path = ''
as $$
begin
  perform wirebase.state(status, headers);
  return body;
end $$;
comment on function wirebase.answer is 'The body, with the status and the headers set';

create function wirebase.recorded(name text) returns text
  language plpgsql stable set search_path = ''
as $$
declare
  asked_path text := rtrim(coalesce(current_setting('wirebase.path', true), ''), '/');
  asked_query text := coalesce(current_setting('wirebase.query', true), '');
  asked_body text := coalesce(current_setting('wirebase.body', true), '');
  best record;
begin
  select likely.status, likely.headers, likely.answer into best
  from (
    select alike.*, count(*) over (partition by alike.status, alike.answer) as times
    from (
      select r.*, rank() over (
        order by rtrim(r.path, '/') = asked_path desc,
                 -- What was said of another row than the one asked for says little of this one.
                 case when rtrim(r.path, '/') = asked_path then 0 else r.status / 400 end,
                 r.query = asked_query desc,
                 wirebase.same_document(r.body, asked_body) desc,
                 (select count(*) from unnest(string_to_array(r.query, '&')) as pair
                  where pair = any(string_to_array(asked_query, '&'))) desc) as place
      from wirebase.recorded_answers as r
      where r.operation = recorded.name) as alike
    where alike.place = 1) as likely
  order by likely.times desc,
           case when rtrim(likely.path, '/') = asked_path then 0 else length(likely.answer) end,
           likely.id desc
  limit 1;
  if not found then
    perform wirebase.state(404, null);
    return '{"error":"Nothing like this was recorded"}';
  end if;
  perform wirebase.state(best.status, best.headers);
  return nullif(best.answer, '');
end $$;
comment on function wirebase.recorded is 'The usual answer among those recorded for the requests most like this one; sets its status and headers';

-- Who asks --------------------------------------------------------------------------------------

create function wirebase.token() returns text
  language sql stable set search_path = ''
as $$
  select coalesce(
    nullif(current_setting('wirebase.token', true), ''),
    nullif(current_setting('request.headers', true), '')::json ->> 'x-wirebase-token')
$$;
comment on function wirebase.token is 'The token that the request carries, or its placeholder';

create function wirebase.secret() returns text
  language sql volatile set search_path = ''
as $$
  -- A letter after every two digits, so that every secret looks as random as it is.
  select regexp_replace(
    replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), '(..)', '\1Z', 'g')
$$;
comment on function wirebase.secret is 'A new random secret';

create function wirebase.open_session(account text) returns text
  language plpgsql set search_path = ''
as $$
declare
  token text := wirebase.secret();
begin
  insert into wirebase.sessions (token, account) values (wirebase.placeholder(token), account);
  return token;
end $$;
comment on function wirebase.open_session is 'The token of a new session';

create function wirebase.close_session() returns void
  language plpgsql set search_path = ''
as $$
begin
  delete from wirebase.sessions where token = wirebase.placeholder(wirebase.token());
end $$;

create function wirebase.set_credentials(account text, logins text[], password text) returns void
  language plpgsql set search_path = ''
as $$
#variable_conflict use_column
declare
  known text;
  wanted text[] := array_remove(logins, null);
begin
  select c.password into known from wirebase.credentials as c where c.account = set_credentials.account limit 1;
  if cardinality(wanted) = 0 then
    update wirebase.credentials as c set password = coalesce(set_credentials.password, c.password)
    where c.account = set_credentials.account;
    return;
  end if;
  if coalesce(set_credentials.password, known) is null then
    return;
  end if;
  delete from wirebase.credentials as c where c.account = set_credentials.account;
  insert into wirebase.credentials (account, login, password)
  select distinct set_credentials.account, login, coalesce(set_credentials.password, known)
  from unnest(wanted) as login;
end $$;
comment on function wirebase.set_credentials is 'Lets the account log in with these; what is null stays as it was';

create function wirebase.rename_account(old text, new text) returns void
  language sql set search_path = ''
as $$
  update wirebase.credentials set account = rename_account.new where account = rename_account.old;
  update wirebase.sessions set account = rename_account.new where account = rename_account.old;
$$;
comment on function wirebase.rename_account is 'Lets sessions and credentials follow an account whose key changes';

create function wirebase.known_login(login text, password text) returns text
  language plpgsql stable set search_path = ''
as $$
begin
  return (
    select c.account from wirebase.credentials as c
    where c.password = known_login.password
      and (c.login = known_login.login or c.account = wirebase.named_account(known_login.login))
    order by c.login = known_login.login desc
    limit 1);
end $$;
comment on function wirebase.known_login is 'The account of these credentials, or null';

create function wirebase.login(login text, password text) returns text
  language plpgsql set search_path = ''
as $$
#variable_conflict use_column
<<found>>
declare
  account text := wirebase.known_login(login.login, login.password);
begin
  if account is not null then
    return account;
  end if;
  account := wirebase.account_of(login.login);
  if account is null or exists (select from wirebase.credentials as c where c.account = found.account) then
    return null;
  end if;
  if login.password is null or exists (
    select from wirebase.settings as s where s.key = 'unclaimed_accounts' and s.value = 'closed')
  then
    return null;
  end if;
  insert into wirebase.credentials (account, login, password)
  values (found.account, login.login, login.password);
  perform wirebase.claim(found.account, login.login);
  return account;
end $$;
comment on function wirebase.login is
  'The account of these credentials, or null; an account that came without a password takes the first one it is given';

-- Reading untrusted text: null where it is no such value ----------------------------------------

create function wirebase.to_bigint(value text) returns bigint
  language sql immutable parallel safe set search_path = ''
as $$ select case when value ~ '^\s*[+-]?\d{1,18}(\.0+)?\s*$' then value::numeric::bigint end $$;

create function wirebase.place(cursor text, prefix text) returns bigint
  language plpgsql immutable set search_path = ''
as $$
declare
  told text;
begin
  told := convert_from(decode(cursor, 'base64'), 'UTF8');
  return case when starts_with(told, prefix)
    then wirebase.to_bigint(substr(told, length(prefix) + 1)) end;
exception when data_exception then
  return null;
end $$;
comment on function wirebase.place is 'The number in a cursor after the prefix, null where there is none';

create function wirebase.to_numeric(value text) returns numeric
  language sql immutable parallel safe set search_path = ''
as $$
  select case when value ~ '^\s*[+-]?(\d{1,250}(\.\d{0,250})?|\.\d{1,250})([eE][+-]?\d{1,3})?\s*$'
    then value::numeric end
$$;

create function wirebase.to_double(value text) returns double precision
  language plpgsql immutable set search_path = ''
as $$ begin return value::double precision; exception when data_exception then return null; end $$;

create function wirebase.to_boolean(value text) returns boolean
  language sql immutable parallel safe set search_path = ''
as $$
  select case
    when lower(btrim(value)) in ('true', 't', '1', 'yes', 'y', 'on') then true
    when lower(btrim(value)) in ('false', 'f', '0', 'no', 'n', 'off') then false end
$$;

create function wirebase.to_uuid(value text) returns uuid
  language sql immutable parallel safe set search_path = ''
as $$
  select case when value ~* '^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$' then value::uuid end
$$;

create function wirebase.moment(value text) returns timestamptz
  language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
begin
  if value ~* 'infinity' then
    raise invalid_datetime_format;
  end if;
  if value ~ '^\s*-?\d{9,17}(\.\d*)?\s*$' then
    return to_timestamp(value::numeric / case when abs(value::numeric) < 1e11 then 1 else 1000 end);
  end if;
  return value::timestamptz;
end $$;
comment on function wirebase.moment is 'A time from ISO text or from seconds or milliseconds since 1970';

create function wirebase.to_timestamptz(value text) returns timestamptz
  language plpgsql stable set search_path = ''
as $$ begin return wirebase.moment(value); exception when data_exception then return null; end $$;

create function wirebase.to_date(value text) returns date
  language plpgsql stable set search_path = ''
as $$ begin return value::date; exception when data_exception then return null; end $$;

create function wirebase.to_time(value text) returns time
  language plpgsql stable set search_path = ''
as $$ begin return value::time; exception when data_exception then return null; end $$;

create function wirebase.to_interval(value text) returns interval
  language plpgsql stable set search_path = ''
as $$ begin return value::interval; exception when data_exception then return null; end $$;

create function wirebase.to_inet(value text) returns inet
  language plpgsql immutable set search_path = ''
as $$ begin return value::inet; exception when data_exception then return null; end $$;

create function wirebase.to_jsonb(value text) returns jsonb
  language plpgsql immutable set search_path = ''
as $$ begin return value::jsonb; exception when data_exception then return null; end $$;

create function wirebase.elements(list jsonb) returns text[]
  language sql immutable parallel safe set search_path = ''
as $$
  select case coalesce(jsonb_typeof(list), 'null')
    when 'array' then array(
      select item #>> '{}' from jsonb_array_elements(list) with ordinality as listed(item, place)
      order by place)
    when 'null' then null
    else array[list #>> '{}'] end
$$;
comment on function wirebase.elements is 'The items of a JSON list as texts';

create function wirebase.fits(held text, pattern text) returns boolean
  language plpgsql immutable set search_path = ''
as $$
begin
  return length(pattern) <= 1000 and held ~ pattern;
exception when invalid_regular_expression then
  return false;
end $$;
comment on function wirebase.fits is 'Whether a text fits a regular expression; none fits what is no such';

create function wirebase.is_label(name text) returns boolean
  language sql immutable parallel safe set search_path = ''
as $$ select name ~ '^(__|@|\$)type$' $$;
comment on function wirebase.is_label is 'Whether a member says of what type the value beside it is';

create function wirebase.unlabelled(told jsonb, depth integer default 0) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  rest jsonb;
  lone jsonb;
begin
  if told is null or jsonb_typeof(told) not in ('object', 'array')
    or strpos(told::text, 'type"') = 0 or depth > 64 then
    return told;
  end if;
  if jsonb_typeof(told) = 'array' then
    return (select coalesce(jsonb_agg(bare order by place), '[]')
      from jsonb_array_elements(told) with ordinality as part (item, place),
        wirebase.unlabelled(item, depth + 1) as bare where bare is not null);
  end if;
  if not exists (select from jsonb_object_keys(told) as name where wirebase.is_label(name)) then
    return (select coalesce(jsonb_object_agg(key, bare), '{}')
      from jsonb_each(told), wirebase.unlabelled(value, depth + 1) as bare where bare is not null);
  end if;
  select jsonb_object_agg(key, bare) into rest
    from jsonb_each(told), wirebase.unlabelled(value, depth + 1) as bare
    where bare is not null and ( jsonb_typeof(value) <> 'string' or not (wirebase.is_label(key)
      or regexp_replace(lower(key), '[^a-z]', '', 'g') in ('class', 'classname', 'typename')));
  lone := case when (select count(*) from jsonb_object_keys(rest)) = 1
    then (select value from jsonb_each(rest)) end;
  return case when jsonb_typeof(lone) in ('string', 'number', 'boolean', 'null') then lone else rest end;
end $$;
comment on function wirebase.unlabelled is
  'The document without what it says of types: a labelled value alone, a labelled object without labels,
  nothing where labels are all that there is';

create function wirebase.items(told jsonb) returns jsonb
  language sql immutable parallel safe set search_path = ''
as $$
  select case coalesce(jsonb_typeof(told), 'null')
    when 'array' then told when 'null' then '[]' else jsonb_build_array(told) end
$$;
comment on function wirebase.items is 'A JSON list, or the list of the one value that is none';

create function wirebase.amended(base jsonb, told jsonb) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  word text;
  operand jsonb;
  added numeric;
  number numeric := case jsonb_typeof(base) when 'number' then base::numeric else 0 end;
begin
  if coalesce(jsonb_typeof(told), '') <> 'object' then
    return told;
  end if;
  select lower(value #>> '{}') into word from jsonb_each(told)
    where key ~ '^(__|[$@_]).' and regexp_replace(lower(key), '[^a-z]', '', 'g') in ('op', 'operation');
  if word is null then
    select lower(key), value into word, operand from jsonb_each(told) where key ~ '^(__|[$@_]).';
  else
    select value into operand from jsonb_each(told)
      where regexp_replace(lower(key), '[^a-z]', '', 'g') not in ('op', 'operation');
  end if;
  word := regexp_replace(word, '[^a-z]', '', 'g');
  added := case jsonb_typeof(operand) when 'number' then operand::numeric else 1 end;
  return case
    when word in ('increment', 'inc', 'incr', 'plus') then to_jsonb(number + added)
    when word in ('decrement', 'dec', 'decr', 'minus') then to_jsonb(number - added)
    when word in ('add', 'append', 'push', 'pushall') then
      wirebase.items(base) || wirebase.items(operand)
    when word in ('addunique', 'addtoset', 'union', 'arrayunion') then
      wirebase.items(base) || coalesce((
        select jsonb_agg(item order by place)
        from jsonb_array_elements(wirebase.items(operand)) with ordinality as new (item, place)
        where not wirebase.items(base) @> jsonb_build_array(item)), '[]')
    when word in ('remove', 'pull', 'pullall', 'arrayremove') then coalesce((
      select jsonb_agg(item order by place)
      from jsonb_array_elements(wirebase.items(base)) with ordinality as held (item, place)
      where not wirebase.items(operand) @> jsonb_build_array(item)), '[]')
    when word in ('delete', 'unset') then null
    else told end;
end $$;
comment on function wirebase.amended is
  'A value after the change that a request says in its place; what says none is the value itself';

create function wirebase.grants(document jsonb, who text, wanted text, everybody text) returns boolean
  language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_typeof(document), 'null') <> 'object'
    or coalesce(document -> everybody ->> wanted = 'true', false)
    or coalesce(document -> who ->> wanted = 'true', false)
    or (who is not null and exists (
      select from jsonb_each(document) where strpos(key, ':') > 0 and value ->> wanted = 'true'))
$$;
comment on function wirebase.grants is
  'Whether a document of rights by account gives one to somebody, or to everybody';

create function wirebase.same_document(one text, other text) returns boolean
  language sql immutable set search_path = ''
as $$
  select case
    when one = other then true
    when one = '' or other = '' then false
    else coalesce(wirebase.to_jsonb(one) = wirebase.to_jsonb(other), false) end
$$;

create function wirebase.slug(value text) returns text
  language sql immutable parallel safe set search_path = ''
as $$
  select btrim(regexp_replace(lower(plain), '[^[:alnum:]]+', '-', 'g'), '-')
  from regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g') as plain
$$;
comment on function wirebase.slug is 'Lower-case words joined by hyphens';

create function wirebase.plain(html text) returns text
  language sql immutable parallel safe set search_path = ''
as $$ select regexp_replace(html, '<[^>]*>', '', 'g') $$;
comment on function wirebase.plain is 'The text of HTML without its tags';

-- Columns that the server keeps up to date --------------------------------------------------------

create function wirebase.present(type text) returns jsonb
  language sql stable set search_path = ''
as $$
  select case
    when type = 'bigint' then to_jsonb(floor(extract(epoch from now()) * 1000))
    when type = 'integer' then to_jsonb(floor(extract(epoch from now())))
    when type in ('numeric', 'double precision') then to_jsonb(extract(epoch from now()))
    else to_jsonb(now()) end
$$;
comment on function wirebase.present is 'The time of the call, as a column of that type holds it';

create function wirebase.touch() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  return jsonb_populate_record(new, (
    select jsonb_object_agg(tg_argv[n], wirebase.present(tg_argv[n + 1]))
    from generate_series(0, tg_nargs - 2, 2) as n));
end $$;
comment on function wirebase.touch is 'Sets columns, named with their types, to the time of the update';

-- Numbers that a request chose ----------------------------------------------------------------------

create function wirebase.advance(sequence text, number bigint) returns void
  language plpgsql set search_path = ''
as $$
begin
  if number > coalesce(pg_sequence_last_value(sequence::regclass), 0) then
    perform setval(sequence::regclass, number);
  end if;
end $$;
comment on function wirebase.advance is 'Lets a sequence go on after a number that it did not give';
