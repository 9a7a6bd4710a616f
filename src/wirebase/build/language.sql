-- Query languages: documents in the query string, trees of conditions, selections, orders ---------

create function wirebase.steps(name text, stem text) returns text[]
  language sql immutable parallel safe set search_path = ''
as $$
  select case when substr(name, 1, length(stem)) = stem
      and substr(name, length(stem) + 1) ~ '^(\[[^\]]*\]|\.[^\[\].]+)*$' then
    array(
      select coalesce(step[1], step[2])
      from regexp_matches(
        substr(name, length(stem) + 1), '\[([^\]]*)\]|\.([^\[\].]+)', 'g') with ordinality
        as found(step, place)
      order by place)
  end
$$;
comment on function wirebase.steps is
  'The steps of a parameter''s name after its stem: `f[a][gt]` has a and gt; null of another stem';

create function wirebase.planted(document jsonb, steps text[], value jsonb) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  known jsonb := case when jsonb_typeof(document) = 'object' then document else '{}' end;
begin
  if coalesce(cardinality(steps), 0) = 0 then
    return case when jsonb_typeof(document) = 'object' and jsonb_typeof(value) = 'object'
      then document || value else value end;
  end if;
  return known || jsonb_build_object(
    steps[1], wirebase.planted(known -> steps[1], steps[2:], value));
end $$;
comment on function wirebase.planted is 'The document with a value at the end of the steps';

create function wirebase.listed(document jsonb) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
begin
  if jsonb_typeof(document) = 'array' then
    return (select coalesce(jsonb_agg(wirebase.listed(item) order by place), '[]')
      from jsonb_array_elements(document) with ordinality as found(item, place));
  end if;
  if jsonb_typeof(document) is distinct from 'object' then
    return document;
  end if;
  if document <> '{}' and not exists (
    select from jsonb_object_keys(document) as name where name !~ '^[0-9]{1,9}$')
  then
    return (select jsonb_agg(wirebase.listed(value) order by key::bigint)
      from jsonb_each(document));
  end if;
  return (select coalesce(jsonb_object_agg(key, wirebase.listed(value)), '{}')
    from jsonb_each(document));
end $$;
comment on function wirebase.listed is
  'The document with lists in place of objects whose members are numbered';

create function wirebase.is_deep(document text) returns boolean
  language plpgsql immutable set search_path = ''
as $$
declare
  depth integer := 0;
  mark text;
begin
  if length(document) > 20000 then
    return true;
  end if;
  for mark in select m[1] from regexp_matches(document, '([\[\]{}])', 'g') as m loop
    depth := depth + case when mark in ('[', '{') then 1 else -1 end;
    if depth > 64 then
      return true;
    end if;
  end loop;
  return false;
end $$;
comment on function wirebase.is_deep is 'Whether a document is longer or deeper than requests need';

create function wirebase.sign(token text) returns text
  language sql immutable parallel safe set search_path = ''
as $$
  select jsonb_build_object(
    '=', 'eq', '==', 'eq', ':', 'eq', '!=', 'ne', '<>', 'ne', ':-', 'ne', '>', 'gt', '>=', 'gte',
    '<', 'lt', '<=', 'lte', '~', 'contains', '!~', 'not_contains', '~^', 'startswith',
    '~$', 'endswith') ->> case when token like ':_%' and token <> ':-'
      then substr(token, 2) else token end
$$;
comment on function wirebase.sign is 'The word for a comparison that a text writes with a sign';

create function wirebase.unquoted(token text) returns text
  language sql immutable parallel safe set search_path = ''
as $$
  select case
    when left(token, 1) in ('''', '"') then case when length(token) > 1
      then regexp_replace(substr(token, 2, length(token) - 2), '\\(.)', '\1', 'g') end
    when token ~ '^[^\s()\[\],+;|!:<>=~&''"`]+$' then token end
$$;
comment on function wirebase.unquoted is 'The text of a value in criteria; null of a sign';

create function wirebase.criterion(tokens text[], inout at integer, out tree jsonb)
  language plpgsql immutable set search_path = ''
as $$
declare
  name text := tokens[at];
  said text := tokens[at + 1];
  word text;
  negated boolean := false;
  closing text;
  item text;
  items jsonb := '[]';
  step text;
begin
  if name is null or name !~ '^([A-Za-z_][A-Za-z0-9_.\-/]*|`[^`]+`)$' then
    return;
  end if;
  at := at + 2;
  if said = ':' and wirebase.sign(tokens[at]) is not null then
    said := tokens[at];
    at := at + 1;
  end if;
  word := wirebase.sign(said);
  if word is null then
    if lower(said) = 'not' then
      negated := true;
      said := tokens[at];
      at := at + 1;
    end if;
    if said is null or said !~ '^[A-Za-z]' or wirebase.comparison(said) is null then
      return;
    end if;
    word := case when negated then 'not_' else '' end || lower(said);
  end if;
  closing := case tokens[at] when '(' then ')' when '[' then ']' end;
  item := wirebase.unquoted(tokens[at]);
  at := at + 1;
  if closing is null and (item is null or lower(item) in ('asc', 'desc')) then
    return;
  end if;
  while closing is not null and tokens[at] <> closing loop
    item := wirebase.unquoted(tokens[at]);
    if item is null then
      return;
    end if;
    items := items || to_jsonb(item);
    at := at + case when tokens[at + 1] = ',' then 2 else 1 end;
  end loop;
  at := at + case when closing is null then 0 else 1 end;
  tree := jsonb_build_object(
    case when closing is null then word when word = 'eq' then 'in' when word = 'ne' then 'not_in'
      else word end,
    case when closing is null then to_jsonb(item) else items end);
  for step in
    select part from regexp_split_to_table(btrim(name, '`'), '\.') with ordinality as s(part, place)
    order by place desc
  loop
    tree := jsonb_build_object(step, tree);
  end loop;
end $$;
comment on function wirebase.criterion is 'One comparison of criteria, and where it ends';

create function wirebase.alternatives(
  tokens text[], depth integer, inout at integer, out tree jsonb)
  language plpgsql immutable set search_path = ''
as $$
declare
  met jsonb;
  together jsonb := '[]';
  either jsonb := '[]';
  negations integer;
begin
  loop
    negations := 0;
    while tokens[at] = '!' or lower(tokens[at]) = 'not' loop
      negations := negations + 1;
      at := at + 1;
    end loop;
    if depth + negations > 32 then
      return;
    end if;
    if tokens[at] = '(' then
      select a.at, a.tree into at, met
      from wirebase.alternatives(tokens, depth + negations + 1, at + 1) as a;
      if met is null or tokens[at] is distinct from ')' then
        return;
      end if;
      at := at + 1;
    else
      select c.at, c.tree into at, met from wirebase.criterion(tokens, at) as c;
      if met is null then
        return;
      end if;
    end if;
    for n in 1..negations loop
      met := jsonb_build_object('not', jsonb_build_array(met));
    end loop;
    together := together || jsonb_build_array(met);
    if tokens[at] is null or tokens[at] = ')' or lower(tokens[at]) in ('or', '||', '|', ',') then
      either := either || jsonb_build_array(case jsonb_array_length(together)
        when 1 then together -> 0 else jsonb_build_object('and', together) end);
      together := '[]';
      exit when tokens[at] is null or tokens[at] = ')';
      at := at + 1;
    elsif lower(tokens[at]) in ('and', '&&', '+', ';') then
      at := at + 1;
    end if;
  end loop;
  tree := case jsonb_array_length(either)
    when 1 then either -> 0 else jsonb_build_object('or', either) end;
end $$;
comment on function wirebase.alternatives is
  'Conditions of criteria of which some hold, and where they end';

create function wirebase.criteria(told text) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  tokens text[];
  ended integer;
  made jsonb;
begin
  if length(told) > 4000 then
    return null;
  end if;
  select array_agg(token[1] order by place) into tokens
  from regexp_matches(told,
    '(''(?:[^''\\]|\\.)*''|"(?:[^"\\]|\\.)*"|`[^`]*`'
    '|:?(?:>=|<=|!=|<>|==|!~|~\^|~\$|[~<>=])|:-|&&|\|\||[()\[\],+;|!:]'
    '|[^\s()\[\],+;|!:<>=~&''"`]+|\S)', 'g') with ordinality as met(token, place);
  if cardinality(tokens) < 3 or tokens is null then
    return null;
  end if;
  select a.at, a.tree into ended, made from wirebase.alternatives(tokens, 0, 1) as a;
  return case when ended = cardinality(tokens) + 1 then made end;
end $$;
comment on function wirebase.criteria is
  'The tree of conditions that a text writes, `a = 1 and b > 2`; null of other texts';

create function wirebase.tree(pairs jsonb, stem text) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  made jsonb;
  pair record;
  steps text[];
  many boolean;
  told jsonb;
  plain text;
begin
  for pair in select key, value from jsonb_each(pairs) order by key collate "C" loop
    steps := wirebase.steps(pair.key, stem);
    continue when steps is null or cardinality(steps) > 32;
    many := coalesce(steps[cardinality(steps)] = '', false);
    plain := pair.value ->> 0;
    if many or jsonb_array_length(pair.value) > 1 then
      told := pair.value;
    elsif left(plain, 1) in ('[', '{') and pg_input_is_valid(plain, 'jsonb') then
      continue when wirebase.is_deep(plain);
      told := plain::jsonb;
    elsif cardinality(steps) = 0 then
      told := coalesce(wirebase.criteria(plain), to_jsonb(plain));
    else
      told := to_jsonb(plain);
    end if;
    made := wirebase.planted(
      made, case when many then steps[:cardinality(steps) - 1] else steps end, told);
  end loop;
  return wirebase.listed(made);
end $$;
comment on function wirebase.tree is
  'The document that the query parameters of a stem make together; null where there are none';

create function wirebase.others(pairs jsonb, without text[]) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  made jsonb;
  pair record;
  stem text;
  steps text[];
begin
  for pair in select key, value from jsonb_each(pairs) order by key collate "C" loop
    stem := substring(pair.key from '^[^\[\].]+');
    steps := wirebase.steps(pair.key, stem);
    if steps is null then
      stem := pair.key;
      steps := '{}';
    end if;
    continue when pair.key = any(without) or stem = any(without);
    steps := regexp_split_to_array(array_to_string(stem || steps, '__'), '__');
    continue when cardinality(steps) > 32;
    if steps[cardinality(steps)] = '' then
      steps := steps[:cardinality(steps) - 1];
    end if;
    made := wirebase.planted(made, steps, case when jsonb_array_length(pair.value) > 1
      then pair.value else pair.value -> 0 end);
  end loop;
  return wirebase.listed(made);
end $$;
comment on function wirebase.others is
  'The document that query parameters of several stems make, each a condition of its own';

create function wirebase.compared(
  held anyelement, said text, operand jsonb) returns boolean
  language plpgsql stable set search_path = ''
as $$
declare
  contrary boolean := left(said, 1) = '!';
  op text := ltrim(said, '!');
  told text := operand #>> '{}';
  texts text[] := case jsonb_typeof(operand) when 'array' then wirebase.elements(operand)
    else string_to_array(told, ',') end;
  kind text := pg_typeof(held)::text;
  wanted held%type;
  other held%type;
  item text;
begin
  if op = 'is_null' then
    return ((held is null) = coalesce(wirebase.to_boolean(told), true)) <> contrary;
  end if;
  if op in ('eq', 'ne') and jsonb_typeof(operand) = 'null' then
    return ((held is null) = (op = 'eq')) <> contrary;
  end if;
  if held is null then
    return false;
  end if;
  if op = 'like' then
    return (strpos(lower(held::text), lower(btrim(told, '%*'))) > 0) <> contrary;
  elsif op = 'prefix' then
    return starts_with(held::text, told) <> contrary;
  elsif op = 'suffix' then
    return (right(held::text, length(told)) = told) <> contrary;
  elsif op = 'regex' then
    return wirebase.fits(held::text, told) <> contrary;
  elsif op in ('in', 'has') then
    foreach item in array coalesce(texts, '{}') loop
      if wirebase.compared(held, 'eq', to_jsonb(btrim(item))) then
        return not contrary;
      end if;
    end loop;
    return contrary;
  elsif op = 'between' then
    return coalesce(wirebase.compared(held, 'ge', to_jsonb(texts[1]))
      and wirebase.compared(held, 'le', to_jsonb(texts[2])), false) <> contrary;
  end if;
  if told is null or not pg_input_is_valid(told, kind) then
    return (op = 'ne') <> contrary;
  end if;
  wanted := told;
  return (case op
    when 'eq' then held = wanted
    when 'ne' then held <> wanted
    when 'lt' then held < wanted
    when 'le' then held <= wanted
    when 'gt' then held > wanted
    when 'ge' then held >= wanted
    else true end) <> contrary;
end $$;
comment on function wirebase.compared is
  'Whether a value compares so with what a request says; nothing compares with null';

create function wirebase.marked(given jsonb) returns jsonb
  language sql immutable set search_path = ''
as $$
  select case when exists (select from jsonb_each_text(given) where strpos(value, 'i') > 0
      and wirebase.bare(key) in ('options', 'flags')) then (
    select jsonb_object_agg(key, case
      when wirebase.comparison(key) in ('regex', '!regex') then to_jsonb('(?i)' || (value #>> '{}'))
      else value end) from jsonb_each(given)) else given end
$$;
comment on function wirebase.marked is
  'Comparisons with a mark in regular expressions where it is said beside them that case does not matter';

create function wirebase.compares(held anyelement, given jsonb) returns boolean
  language plpgsql stable set search_path = ''
as $$
declare
  said record;
  prefixed text[];
  op text;
begin
  if jsonb_typeof(given) = 'null' then
    return held is null;
  end if;
  if jsonb_typeof(given) = 'object' then
    for said in
      select wirebase.comparison(key) as op, value from jsonb_each(wirebase.marked(given))
    loop
      continue when said.op is null;
      if not coalesce(wirebase.compared(held, said.op, said.value), false) then
        return false;
      end if;
    end loop;
    return true;
  end if;
  if coalesce(wirebase.compared(held, 'eq', given), false)
    or coalesce(wirebase.compared(held, 'in', given), false)
  then
    return true;
  end if;
  prefixed := regexp_match(given #>> '{}', '^((?:not[.:])?[A-Za-z_]+)[.:](.*)$');
  op := wirebase.comparison(prefixed[1]);
  if op is not null and prefixed[2] = 'null' then
    return (held is null) <> starts_with(prefixed[1], 'not');
  end if;
  return op is not null
    and coalesce(wirebase.compared(held, op, to_jsonb(btrim(prefixed[2], '()'))), false);
end $$;
comment on function wirebase.compares is
  'Whether a value is as it should be: a value, one of a list, or a set of comparisons';

create function wirebase.list_compares(held jsonb, given jsonb) returns boolean
  language plpgsql stable set search_path = ''
as $$
declare
  said record;
  op text;
  items text[] := wirebase.elements(held);
  texts text[];
  holds boolean;
begin
  if coalesce(jsonb_typeof(held), 'null') <> 'array' or jsonb_typeof(given) <> 'object' then
    return coalesce(items && wirebase.elements(given), false)
      or wirebase.compares(held #>> '{}', given);
  end if;
  for said in select key, wirebase.comparison(key) as word, value from jsonb_each(given) loop
    op := ltrim(said.word, '!');
    texts := case jsonb_typeof(said.value) when 'array' then wirebase.elements(said.value)
      else string_to_array(said.value #>> '{}', ',') end;
    holds := case
      when op = 'has_all' then items @> texts
      when op in ('eq', 'in', 'has') then items && texts
      when op = 'ne' then not items && texts
      when op is not null then wirebase.compared(held #>> '{}', op, said.value) end;
    if op is not null and coalesce(holds, false) = (left(said.word, 1) = '!') then
      return false;
    end if;
  end loop;
  return true;
end $$;
comment on function wirebase.list_compares is
  'Whether a list is as it should be: it has one item, or all, of what a request says';

create function wirebase.is_comparing(given jsonb) returns boolean
  language sql immutable set search_path = ''
as $$
  select jsonb_typeof(given) <> 'object' or not exists (
    select from jsonb_object_keys(given) as name
    where wirebase.comparison(name) is null)
$$;
comment on function wirebase.is_comparing is 'Whether conditions are of a value, not of a row';

create function wirebase.is_differing(given jsonb) returns boolean
  language sql immutable set search_path = ''
as $$
  select jsonb_typeof(given) = 'object' and coalesce((
    select bool_and(op in ('ne', '!eq', '!in') and jsonb_typeof(value) <> 'null') from (
      select wirebase.comparison(key) as op, value from jsonb_each(given)) as said
    where op is not null), false)
$$;
comment on function wirebase.is_differing is
  'Whether all that is said of a value is which other ones it is not';

create function wirebase.has_among(keys text[], given jsonb) returns boolean
  language plpgsql stable set search_path = ''
as $$
declare
  said record;
  contrary boolean;
  holds boolean;
  texts text[];
begin
  for said in
    select wirebase.comparison(key) as op, value from jsonb_each(given)
  loop
    continue when said.op is null;
    contrary := (left(said.op, 1) = '!') <> (ltrim(said.op, '!') = 'ne');
    if ltrim(said.op, '!') = 'is_null' then
      holds := (cardinality(keys) = 0) = coalesce(wirebase.to_boolean(said.value #>> '{}'), true);
    else
      texts := case jsonb_typeof(said.value) when 'array' then wirebase.elements(said.value)
        else string_to_array(said.value #>> '{}', ',') end;
      holds := keys && coalesce(texts, '{}');
    end if;
    if holds = contrary then
      return false;
    end if;
  end loop;
  return true;
end $$;
comment on function wirebase.has_among is
  'What comparisons say of the keys of the rows that a row leads to: that one is among them, or none';

create function wirebase.parts(given jsonb) returns setof jsonb
  language plpgsql immutable set search_path = ''
as $$
begin
  if jsonb_typeof(given) = 'array' then
    return query select item from jsonb_array_elements(given) as item;
  elsif jsonb_typeof(given) = 'object' then
    return query select jsonb_build_object(key, value) from jsonb_each(given);
  end if;
end $$;
comment on function wirebase.parts is 'The conditions that a word combines';

create function wirebase.how_many(given jsonb) returns text
  language plpgsql immutable set search_path = ''
as $$
begin
  if jsonb_typeof(given) = 'object' then
    return coalesce((
      select wirebase.quantifier(min(name)) from jsonb_object_keys(given) as name
      having count(*) = 1), 'some');
  end if;
  return 'some';
end $$;
comment on function wirebase.how_many is 'How many rows must fulfil conditions: none, every or some';

create function wirebase.counted(given jsonb) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  inner jsonb;
begin
  if jsonb_typeof(given) = 'object' then
    select value into inner from jsonb_each(given) where wirebase.quantifier(key) is not null;
    if found and (select count(*) from jsonb_object_keys(given)) = 1 then
      return inner;
    end if;
  end if;
  return given;
end $$;
comment on function wirebase.counted is 'Conditions without the word for how many rows fulfil them';

create function wirebase.selection(given jsonb) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
declare
  made jsonb := '{}';
  given_text text;
  token text;
  prefix text[];
  last text[];
  lengths integer[];
begin
  if jsonb_typeof(given) = 'object' then
    return given;
  end if;
  foreach given_text in array coalesce(wirebase.elements(given), '{}') loop
    prefix := '{}';
    last := '{}';
    lengths := '{}';
    for token in
      select met[1] from regexp_matches(left(given_text, 20000), '[^,(){}]+|[,(){}]', 'g') as met
    loop
      if token in ('(', '{') then
        lengths := lengths || cardinality(prefix);
        prefix := last;
      elsif token in (')', '}') then
        prefix := prefix[:coalesce(lengths[cardinality(lengths)], 0)];
        lengths := lengths[:cardinality(lengths) - 1];
      elsif token <> ',' then
        last := prefix || regexp_split_to_array(btrim(token), '[./]');
        if cardinality(last) <= 32 then
          made := wirebase.planted(made, last, coalesce(made #> last, '{}'));
        end if;
      end if;
    end loop;
  end loop;
  return nullif(made, '{}');
end $$;
comment on function wirebase.selection is
  'The fields that a text or texts name, and of the rows that they lead to theirs: `a,b.c,d(e)`';

create function wirebase.picked(document jsonb, wanted jsonb) returns jsonb
  language plpgsql immutable set search_path = ''
as $$
begin
  if jsonb_typeof(wanted) is distinct from 'object' or wanted = '{}' or wanted ? '*' then
    return document;
  end if;
  return case jsonb_typeof(document)
    when 'array' then (
      select coalesce(jsonb_agg(wirebase.picked(item, wanted) order by place), '[]')
      from jsonb_array_elements(document) with ordinality as found(item, place))
    when 'object' then (
      select coalesce(jsonb_object_agg(w.key, wirebase.picked(document -> w.key, w.value)), '{}')
      from jsonb_each(wanted) as w where document ? w.key)
    else document end;
end $$;
comment on function wirebase.picked is 'The members of a document that are wanted';

create function wirebase.suffixed(name text) returns text[]
  language plpgsql immutable set search_path = ''
as $$
declare
  parts text[] := string_to_array(name, '_');
begin
  for place in 2 .. least(cardinality(parts), 16) loop
    if wirebase.comparison(array_to_string(parts[place:], '_')) is not null then
      return array[array_to_string(parts[:place - 1], '_'), array_to_string(parts[place:], '_')];
    end if;
  end loop;
  return null;
end $$;
comment on function wirebase.suffixed is
  'The name and the comparison at its end, after an underscore; null where it has none';
