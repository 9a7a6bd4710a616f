"use client";

import { useEffect, useState } from "react";
import { api, type Job } from "@/api/client";
import { supabase } from "./client";

/** All jobs, newest first, kept up to date; null until they are known. */
export function useJobs(): Job[] | null {
  const [jobs, setJobs] = useState<Job[] | null>(null);
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const load = () => {
      waiting = undefined;
      api.jobs().then(setJobs, () => setJobs((known) => known ?? []));
    };
    const soon = () => {
      waiting ??= setTimeout(load, 500);
    };
    const channel = supabase()
      .channel("jobs")
      .on("postgres_changes", { event: "*", schema: "public", table: "analysis_jobs" }, soon)
      .subscribe((status) => {
        if (status === "SUBSCRIBED") load();
      });
    load();
    return () => {
      clearTimeout(waiting);
      void supabase().removeChannel(channel);
    };
  }, []);
  return jobs;
}
