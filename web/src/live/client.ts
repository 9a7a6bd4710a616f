import { createClient, type SupabaseClient } from "@supabase/supabase-js";

let client: SupabaseClient | undefined;

/**
 * Supabase's own client: here it speaks with the studio, on a deployed page with a Supabase project.
 * The cookie lets it in here; the key only has to be there.
 */
export function supabase(): SupabaseClient {
  client ??= createClient(
    process.env.NEXT_PUBLIC_SUPABASE_URL ?? window.location.origin,
    process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY ?? "local",
    { auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } },
  );
  return client;
}
