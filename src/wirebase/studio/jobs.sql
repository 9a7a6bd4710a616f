-- The studio's own tables. On a Supabase project the same tables serve the same page.

create table if not exists public.analysis_jobs (
  id uuid primary key default gen_random_uuid(),
  url text not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  schema jsonb,
  sketch jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  name text not null,
  options jsonb not null default '{}',
  progress jsonb not null default '{}',
  error jsonb,
  fidelity jsonb,
  backend_url text
);
comment on table public.analysis_jobs is 'One web app each: its capture, its blueprint, its backend';
alter table public.analysis_jobs add column if not exists sketch jsonb;
comment on column public.analysis_jobs.schema is 'The blueprint, with edits that are not applied yet';
comment on column public.analysis_jobs.sketch is 'The tables as far as a capture that still runs shows them';

create table if not exists public.job_events (
  id bigint generated always as identity primary key,
  job uuid not null references public.analysis_jobs on delete cascade,
  at timestamptz not null default now(),
  stage text not null,
  what text not null,
  text text not null,
  counts jsonb not null default '{}'
);
create index if not exists job_events_job_idx on public.job_events (job, id);

create table if not exists public.job_edits (
  job uuid not null references public.analysis_jobs on delete cascade,
  place integer not null,
  edit jsonb not null,
  inverse jsonb not null,
  undone boolean not null default false,
  primary key (job, place)
);
comment on table public.job_edits is 'Edits of a blueprint that are not applied yet; what was undone can be redone';

create or replace function public.touch_analysis_job() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end $$;
create or replace trigger touch before update on public.analysis_jobs
  for each row execute function public.touch_analysis_job();

create or replace function public.tell_change() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  perform pg_notify('changes', json_build_object(
    'table', tg_table_name, 'type', tg_op, 'at', now(),
    'id', case when tg_op = 'DELETE' then old.id else new.id end)::text);
  return null;
end $$;
create or replace trigger tell after insert or delete on public.analysis_jobs
  for each row execute function public.tell_change();
-- A long column that stays as it is is not told again, as Supabase does not tell it either.
create or replace function public.tell_job() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  perform pg_notify('changes', json_build_object(
    'table', tg_table_name, 'type', tg_op, 'at', now(), 'id', new.id,
    'unchanged', case when new.sketch is not distinct from old.sketch
                      then '["sketch"]'::json else '[]' end)::text);
  return null;
end $$;
create or replace trigger tell_update after update on public.analysis_jobs
  for each row execute function public.tell_job();
create or replace trigger tell after insert on public.job_events
  for each row execute function public.tell_change();

alter table public.analysis_jobs enable row level security;
alter table public.job_events enable row level security;
alter table public.job_edits enable row level security;
